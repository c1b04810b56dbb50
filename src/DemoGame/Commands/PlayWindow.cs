using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using Silk.NET.Input;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace DemoGame.Commands;

/// <summary>The game in a window, with a HUD that shows the agent's observation and action values.</summary>
internal sealed class PlayWindow : IDisposable
{
    /// <summary>How long the end of an episode stays visible.</summary>
    private const double EndSeconds = 0.4;

    /// <summary>The size in pixels at which the game is drawn before it is fitted into the window.</summary>
    private const int DrawnSize = 588;

    private readonly GL _gl;
    private readonly IWindow _window;
    private readonly AgentPlayer _player;
    private readonly bool _human;
    private readonly IInputContext _input;
    private readonly KeyboardControls _controls;
    private readonly GameAtlas _atlas;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _renderer;
    private readonly HudOverlay _overlay;
    private readonly FrameStackView _observationView;
    private readonly FrameRate _rate = new();
    private readonly HudModel _model;
    private readonly float[] _observation;
    private readonly IGame[] _games;
    private readonly double _stepSeconds;

    public PlayWindow(GraphicsHost host, AgentPlayer player, bool human, bool agentIsTrained)
    {
        (_gl, _window, _player, _human) = (host.Gl, host.Window!, player, human);
        _stepSeconds = 1 / player.Definition.StepsPerSecond;
        _input = _window.CreateInput();
        _controls = new KeyboardControls(player.Definition);
        foreach (var keyboard in _input.Keyboards) _controls.Attach(keyboard);
        int scale = Math.Max(1, DrawnSize / Math.Max(player.Game.Width, player.Game.Height));
        _atlas = new GameAtlas(_gl, 1, player.Game.Width * scale, player.Game.Height * scale);
        _presenter = new FramePresenter(_gl);
        _renderer = new HudRenderer(_gl);
        _overlay = new HudOverlay(_renderer);
        var shape = player.Observations.Shape;
        _observationView = new FrameStackView(_gl, shape[1], shape[3], shape[2]);
        _observation = new float[shape.Count];
        _games = [player.Game];
        _model = HudModel.For(player.Definition, human);
        _model.Observation = _observationView;
        _model.ActionValuesLabel = player.ValuesLabel;
        if (agentIsTrained) _model.ActionValues = player.Values;
    }

    private double StepSeconds => _player.Game.Ended ? EndSeconds : _stepSeconds;

    /// <summary>
    /// Steps the game at its own pace and draws as fast as the display, until the window is closed or the episodes are played.
    /// </summary>
    /// <param name="episodes">The number of episodes; 0 for no limit.</param>
    /// <param name="cancellation">Ends the loop.</param>
    /// <param name="scripted">Chooses the actions in place of the agent, or null.</param>
    public void Run(int episodes, CancellationToken cancellation, Func<int>? scripted = null)
    {
        ShowObservation();
        var clock = Stopwatch.StartNew();
        double stepAt = 0, before = 0;
        while (!_window.IsClosing && !cancellation.IsCancellationRequested && (episodes == 0 || _player.Episodes < episodes))
        {
            _window.DoEvents();
            double now = clock.Elapsed.TotalSeconds;
            if (now - stepAt > 10 * _stepSeconds + EndSeconds) stepAt = now - _stepSeconds; // after a pause, do not catch up in a rush
            for (double duration = StepSeconds; now - stepAt >= duration; duration = StepSeconds)
            {
                stepAt += duration;
                if (_player.StepFrame(_human ? _controls.NextAction() : scripted?.Invoke())) ShowObservation();
            }
            Draw((float)Math.Min(1, (now - stepAt) / _stepSeconds));
            _rate.Tick(now - before);
            before = now;
            _window.GLContext!.SwapBuffers();
            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        _observationView.Dispose();
        _renderer.Dispose();
        _presenter.Dispose();
        _atlas.Dispose();
        _input.Dispose();
    }

    /// <summary>The observation changes with each step, not with each frame drawn between steps.</summary>
    private void ShowObservation()
    {
        _player.Observations.Read(_observation);
        _observationView.Upload(_observation);
    }

    private void Draw(float interpolation)
    {
        int width = _window.FramebufferSize.X, height = _window.FramebufferSize.Y;
        var layout = HudLayout.For(width, height);
        (_model.FramesPerSecond, _model.Episode) = (_rate.PerSecond, _player.Episodes + 1);
        (_model.Successes, _model.Episodes, _model.Action) = (_player.Successes, _player.Episodes, _player.Action);
        _atlas.Render(_games, interpolation);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        var background = HudColors.Background;
        _gl.ClearColor(background.Red / 255f, background.Green / 255f, background.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        var place = layout.Game.Letterbox(_player.Game.Width, _player.Game.Height);
        _presenter.Draw(_atlas.Texture, TexturePart.Frame(_atlas.Width, _atlas.Height), place, width, height);
        _renderer.Begin(width, height);
        _overlay.Draw(_model, layout);
        _renderer.End();
    }
}
