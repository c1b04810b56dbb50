using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using DemoGame.Tests.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Tests.Hud;

/// <summary>A whole window: the game, and the HUD with all of its content.</summary>
internal sealed class HudScene : IDisposable
{
    private readonly GameAtlas _atlas;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _renderer;
    private readonly HudOverlay _overlay;
    private readonly FrameStackView _stack;
    private readonly HudModel _model;
    private readonly IGame[] _games;

    public HudScene(GL gl)
    {
        var game = new CatchGame();
        game.Reset(5);
        _games = [game];
        _atlas = new GameAtlas(gl, 1, 84 * 7, 84 * 7);
        _presenter = new FramePresenter(gl);
        _renderer = new HudRenderer(gl);
        _overlay = new HudOverlay(_renderer);
        _stack = new FrameStackView(gl, 4, 84, 84);
        _stack.Upload(Observe(gl, game));
        var returns = new RollingValues(200);
        var random = new GameRandom(3);
        for (int point = 0; point < 160; point++)
            returns.Add(MathF.Tanh((point - 60) / 40f) + (random.Between(-100, 100) / 700f));
        _model = new HudModel
        {
            Title = "CATCH",
            Mode = "training",
            FramesPerSecond = 59.8f,
            Episode = 1234,
            ScoreLabel = CatchGame.Definition.Success.Label,
            Successes = 87,
            Episodes = 100,
            Steps = 17_276,
            Epsilon = 0.1f,
            Actions = CatchGame.Definition.Actions,
            Action = CatchGame.Right,
            ActionValues = new[] { -0.31f, 0.12f, 0.87f },
            Observation = _stack,
            Returns = returns,
        };
    }

    public void Draw(OffscreenCanvas canvas)
    {
        HudLayout layout = HudLayout.For(canvas.Width, canvas.Height);
        _atlas.Render(_games, 0.5f);
        canvas.Clear(HudColors.Background);
        _presenter.Draw(
            _atlas.Texture, TexturePart.Frame(_atlas.Width, _atlas.Height), layout.Game.Letterbox(84, 84), canvas.Width, canvas.Height);
        _renderer.Begin(canvas.Width, canvas.Height);
        _overlay.Draw(_model, layout);
        _renderer.End();
    }

    public void Dispose()
    {
        _stack.Dispose();
        _renderer.Dispose();
        _presenter.Dispose();
        _atlas.Dispose();
    }

    /// <summary>Plays four steps and keeps the frames in gray, as an agent would get them.</summary>
    private static float[] Observe(GL gl, CatchGame game)
    {
        using var atlas = new GameAtlas(gl, 1, 84, 84);
        var seen = new float[4 * 84 * 84];
        for (int step = 0; step < 9; step++)
        {
            game.Step(game.BestAction());
            atlas.Render([game]);
            Picture picture = Picture.Read(gl, atlas.Framebuffer, 84, 84);
            if (step < 5) continue;
            for (int pixel = 0; pixel < 84 * 84; pixel++)
            {
                Color color = picture[pixel % 84, pixel / 84];
                seen[((step - 5) * 84 * 84) + pixel] = ((0.299f * color.Red) + (0.587f * color.Green) + (0.114f * color.Blue)) / 255;
            }
        }
        return seen;
    }
}
