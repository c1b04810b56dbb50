using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace DemoGame.Commands;

/// <summary>What a window shows of play: the game, and a HUD with the agent's observation and action values.</summary>
internal sealed class PlayView : IDisposable
{
    private readonly GL _gl;
    private readonly IWindow _window;
    private readonly AgentPlayer _player;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _renderer;
    private readonly HudOverlay _overlay;
    private readonly FrameStackView _observationView;
    private readonly HudModel _model;
    private readonly FrameRate _rate = new();
    private readonly float[] _observation;

    public PlayView(GraphicsHost host, TrainableGame game, AgentPlayer player, bool human, bool agentIsTrained)
    {
        (_gl, _window, _player) = (host.Gl, host.Window!, player);
        _presenter = new FramePresenter(_gl);
        _renderer = new HudRenderer(_gl);
        _overlay = new HudOverlay(_renderer);
        var shape = player.Observations.Shape;
        _observationView = new FrameStackView(_gl, shape[1], shape[3], shape[2]);
        _observation = new float[shape.Count];
        _model = HudModel.For(game, human);
        _model.Observation = _observationView;
        _model.ActionValuesLabel = player.ValuesLabel;
        if (agentIsTrained) _model.ActionValues = player.Values;
    }

    /// <summary>Shows the agent's latest observation from now on.</summary>
    public void ShowObservation()
    {
        _player.Observations.Read(_observation);
        _observationView.Upload(_observation);
    }

    /// <summary>Draws the game from a texture, and the HUD, into the window.</summary>
    /// <param name="texture">The texture.</param>
    /// <param name="part">The part of the texture with the game.</param>
    /// <param name="gameWidth">The width of the game, for its proportions.</param>
    /// <param name="gameHeight">The height of the game.</param>
    /// <param name="seconds">The time since the last frame.</param>
    public void Draw(uint texture, TexturePart part, int gameWidth, int gameHeight, double seconds)
    {
        int width = _window.FramebufferSize.X, height = _window.FramebufferSize.Y;
        var layout = HudLayout.For(width, height);
        _rate.Tick(seconds);
        (_model.FramesPerSecond, _model.Episode) = (_rate.PerSecond, _player.Episodes + 1);
        (_model.Successes, _model.Episodes, _model.Action) = (_player.Successes, _player.Episodes, _player.Action);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        var background = HudColors.Background;
        _gl.ClearColor(background.Red / 255f, background.Green / 255f, background.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        _presenter.Draw(texture, part, layout.Game.Letterbox(gameWidth, gameHeight), width, height);
        _renderer.Begin(width, height);
        _overlay.Draw(_model, layout);
        _renderer.End();
    }

    public void Dispose()
    {
        _observationView.Dispose();
        _renderer.Dispose();
        _presenter.Dispose();
    }
}
