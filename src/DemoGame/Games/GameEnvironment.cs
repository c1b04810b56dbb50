using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Models;

namespace DemoGame.Games;

/// <summary>
/// Many instances of a game as one environment: they step together, are drawn into one picture, and the picture is looked at once.
/// </summary>
public sealed class GameEnvironment : IEnvironment
{
    private readonly IGame[] _games;
    private readonly GameAtlas _atlas;
    private readonly FramebufferSource _source;
    private readonly CameraSensor _sensor;
    private GameRandom _seeds;

    /// <summary>Makes the instances and everything that shows them.</summary>
    /// <param name="gl">The context that draws; it must be current on the calling thread, now and whenever the environment is used.</param>
    /// <param name="game">The game's name in the catalog.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="view">How the network sees the game.</param>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    public GameEnvironment(GL gl, string game, int count, Device device, Preprocessing view)
    {
        _games = [.. Enumerable.Range(0, count).Select(_ => GameCatalog.Create(game))];
        int rows = Enumerable.Range(1, count).Last(n => count % n == 0 && n * n <= count);
        _atlas = new GameAtlas(gl, count, _games[0].Width, _games[0].Height, count / rows);
        _source = new FramebufferSource(gl, _atlas.Framebuffer, _atlas.Width, _atlas.Height) { Delivery = FrameDelivery.Now };
        _sensor = new CameraSensor(_source, device, view, _atlas.Columns, _atlas.Rows);
    }

    /// <summary>The frames that the small network for the games here takes: half the resolution of an 84x84 game, two frames.</summary>
    public static Preprocessing DefaultView { get; } = ModelCatalog.Find("dqn-small")!.Preprocessing!;

    /// <inheritdoc/>
    public int Count => _games.Length;

    /// <inheritdoc/>
    public int ActionCount => _games[0].ActionCount;

    /// <inheritdoc/>
    public Tensor Observations => _sensor.Observations;

    /// <inheritdoc/>
    public int Stack => _sensor.Preprocessing.Frames;

    /// <summary>The picture of all instances.</summary>
    public GameAtlas Atlas => _atlas;

    /// <summary>The instances.</summary>
    public IReadOnlyList<IGame> Games => _games;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _seeds = new GameRandom(seed);
        for (int i = 0; i < _games.Length; i++) Restart(i);
        Look();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        for (int i = 0; i < _games.Length; i++)
        {
            StepResult result = default;
            if (_games[i].Ended) Restart(i);
            else result = _games[i].Step(actions[i]);
            (rewards[i], terminated[i], truncated[i]) = (result.Reward, result.Terminated, result.Truncated);
        }
        Look();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sensor.Dispose();
        _source.Dispose();
        _atlas.Dispose();
    }

    private void Restart(int game)
    {
        _games[game].Reset(_seeds.Next());
        _sensor.Restart(game);
    }

    private void Look()
    {
        _atlas.Render(_games);
        if (!_sensor.Capture()) throw new InvalidOperationException("GameEnvironment: the frame that was drawn did not arrive");
    }
}
