using DemoGame.Rendering;

namespace DemoGame.Games;

/// <summary>A game drawn as the mask of its layers; see <see cref="MaskSink"/>. Its state is that of the game.</summary>
internal sealed class MaskedGame(IGame game) : IGame
{
    private readonly MaskSink _sink = new();

    public int Width => game.Width;

    public int Height => game.Height;

    public bool Ended => game.Ended;

    /// <summary>Whether the game says what it draws; known after the first frame.</summary>
    public bool HasLayers => _sink.HasMarks;

    public void Reset(ulong seed) => game.Reset(seed);

    public StepResult Step(int action) => game.Step(action);

    public void DrawScenery(ISpriteSink sprites)
    {
        _sink.Target = sprites;
        game.DrawScenery(_sink);
    }

    public void Draw(ISpriteSink sprites, float interpolation)
    {
        _sink.Target = sprites;
        game.Draw(_sink, interpolation);
    }
}
