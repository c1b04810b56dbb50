using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using Silk.NET.Input;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace DemoGame.Commands;

/// <summary>The game in a window, with the display of what the agent sees and thinks beside it.</summary>
internal sealed class PlayWindow : IDisposable
{
    private const double StepSeconds = 1 / 15.0;

    /// <summary>How long the end of an episode is shown, so that one sees how it went.</summary>
    private const double EndSeconds = 0.4;

    private const int CrispScale = 7;

    private readonly GL _gl;
    private readonly IWindow _window;
    private readonly AgentPlayer _player;
    private readonly bool _human;
    private readonly IInputContext _input;
    private readonly GameAtlas _atlas;
    private readonly FramePresenter _presenter;
    private readonly HudRenderer _renderer;
    private readonly HudOverlay _overlay;
    private readonly FrameStackView _sees;
    private readonly FrameRate _rate = new();
    private readonly HudModel _model;
    private readonly float[] _observation;
    private readonly IGame[] _games;
    private int _tapped = CatchGame.Stay;

    public PlayWindow(GraphicsHost host, AgentPlayer player, bool human, bool agentIsTrained)
    {
        (_gl, _window, _player, _human) = (host.Gl, host.Window!, player, human);
        _input = _window.CreateInput();
        foreach (var keyboard in _input.Keyboards) keyboard.KeyDown += (_, key, _) => _tapped = ActionOf(key);
        _atlas = new GameAtlas(_gl, 1, player.Game.Width * CrispScale, player.Game.Height * CrispScale);
        _presenter = new FramePresenter(_gl);
        _renderer = new HudRenderer(_gl);
        _overlay = new HudOverlay(_renderer);
        var seen = player.Observations.Shape;
        _sees = new FrameStackView(_gl, seen[1], seen[3], seen[2]);
        _observation = new float[seen.Count];
        _games = [player.Game];
        _model = new HudModel
        {
            Title = player.Game.Name.ToUpperInvariant(), Mode = human ? "you" : "playing", Actions = player.Game.Actions,
            ActionValues = agentIsTrained ? player.Values : default, Sees = _sees,
        };
    }

    /// <summary>Steps the game at its own pace and draws as often as the screen shows, until the window is closed or the episodes are played.</summary>
    public void Run(Interruption interruption, int episodes)
    {
        ShowWhatItSees();
        var clock = Stopwatch.StartNew();
        double stepAt = 0, before = 0;
        while (!_window.IsClosing && !interruption.Requested && (episodes == 0 || _player.Played < episodes))
        {
            _window.DoEvents();
            double now = clock.Elapsed.TotalSeconds;
            if (now - stepAt > 10 * StepSeconds) stepAt = now - StepSeconds; // the window was held up; do not catch up in a rush
            for (double shown = Shown; now - stepAt >= shown; shown = Shown)
            {
                stepAt += shown;
                _player.Step(_human ? Pressed() : null);
                ShowWhatItSees();
            }
            Draw((float)Math.Min(1, (now - stepAt) / StepSeconds));
            _rate.Tick(now - before);
            before = now;
            _window.GLContext!.SwapBuffers();
            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        _sees.Dispose();
        _renderer.Dispose();
        _presenter.Dispose();
        _atlas.Dispose();
        _input.Dispose();
    }

    private double Shown => _player.Game.Ended ? EndSeconds : StepSeconds;

    private static int ActionOf(Key key) => key switch
    {
        Key.Left or Key.A => CatchGame.Left,
        Key.Right or Key.D => CatchGame.Right,
        _ => CatchGame.Stay,
    };

    /// <summary>What the keys that are down ask for; a key that went down and up again since the last step counts for one step.</summary>
    private int Pressed()
    {
        int tapped = _tapped;
        _tapped = CatchGame.Stay;
        if (_input.Keyboards.Count == 0) return CatchGame.Stay;
        var keys = _input.Keyboards[0];
        bool left = keys.IsKeyPressed(Key.Left) || keys.IsKeyPressed(Key.A), right = keys.IsKeyPressed(Key.Right) || keys.IsKeyPressed(Key.D);
        return left == right ? tapped : left ? CatchGame.Left : CatchGame.Right;
    }

    /// <summary>What the agent sees changes with a step, not with every picture drawn between steps.</summary>
    private void ShowWhatItSees()
    {
        _player.Observations.Read(_observation);
        _sees.Upload(_observation);
    }

    private void Draw(float interpolation)
    {
        int width = _window.FramebufferSize.X, height = _window.FramebufferSize.Y;
        var layout = HudLayout.For(width, height);
        (_model.FramesPerSecond, _model.Episode, _model.Won, _model.Played, _model.Action) = (_rate.PerSecond, _player.Played + 1, _player.Won, _player.Played, _player.Action);
        _atlas.Render(_games, interpolation);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        var backdrop = HudColors.Backdrop;
        _gl.ClearColor(backdrop.Red / 255f, backdrop.Green / 255f, backdrop.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        _presenter.Draw(_atlas.Texture, TexturePart.Frame(_atlas.Width, _atlas.Height), layout.Game.Letterbox(_player.Game.Width, _player.Game.Height), width, height);
        _renderer.Begin(width, height);
        _overlay.Draw(_model, layout);
        _renderer.End();
    }
}
