using System.Diagnostics;
using DemoGame.Games;
using DemoGame.Rendering;
using Silk.NET.Input;
using Silk.NET.Windowing;

namespace DemoGame.Commands;

/// <summary>A game of this program in a window, played by the agent or by a person.</summary>
internal sealed class PlayWindow : IDisposable
{
    /// <summary>How long the end of an episode stays visible.</summary>
    private const double EndSeconds = 0.4;

    /// <summary>The size in pixels at which the game is drawn before it is fitted into the window.</summary>
    private const int DrawnSize = 588;

    private readonly IWindow _window;
    private readonly GamePlayer _player;
    private readonly bool _human;
    private readonly IInputContext _input;
    private readonly KeyboardControls _controls;
    private readonly GameAtlas _atlas;
    private readonly PlayView _view;
    private readonly IGame[] _games;
    private readonly double _stepSeconds;

    public PlayWindow(GraphicsHost host, GamePlayer player, bool human, bool agentIsTrained)
    {
        (_window, _player, _human) = (host.Window!, player, human);
        _stepSeconds = 1 / player.Definition.StepsPerSecond;
        _input = _window.CreateInput();
        _controls = new KeyboardControls(player.Definition);
        foreach (var keyboard in _input.Keyboards) _controls.Attach(keyboard);
        int scale = Math.Max(1, DrawnSize / Math.Max(player.Game.Width, player.Game.Height));
        _atlas = new GameAtlas(host.Gl, 1, player.Game.Width * scale, player.Game.Height * scale);
        _view = new PlayView(host, player.Definition, player, human, agentIsTrained);
        _games = [player.Game];
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
        _view.ShowObservation();
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
                if (_player.StepFrame(_human ? _controls.NextAction() : scripted?.Invoke())) _view.ShowObservation();
            }
            _atlas.Render(_games, (float)Math.Min(1, (now - stepAt) / _stepSeconds));
            _view.Draw(
                _atlas.Texture, TexturePart.Frame(_atlas.Width, _atlas.Height), _player.Game.Width, _player.Game.Height, now - before);
            before = now;
            _window.GLContext!.SwapBuffers();
            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _atlas.Dispose();
        _input.Dispose();
    }
}
