using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DemoGame.Commands;

/// <summary>
/// How a run is going: step, episodes, average return, frames per second, time left. On a terminal it is one block that keeps
/// changing; elsewhere, a line now and then.
/// </summary>
internal sealed class TrainingDisplay : IDisposable
{
    private const double SecondsBetweenLines = 10;
    private const double SecondsBetweenFrames = 0.2;

    private readonly long _total;
    private readonly bool _interactive = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next;
    private long _lastStep = -1;
    private double _lastSeconds, _speed;
    private int _lines;

    private TrainingDisplay(long total) => _total = total;

    public static TrainingDisplay Open(long total) => new(total);

    /// <summary>Shows the state, if it is time to.</summary>
    public void Show(long step, long episodes, double meanReturn, double loss, double exploration)
    {
        double now = _clock.Elapsed.TotalSeconds;
        if (_lastStep < 0)
        {
            // A speed needs two points; this is the first.
            (_lastStep, _lastSeconds, _next) = (step, now, now + SecondsBetweenFrames);
            return;
        }
        if (now < _next) return;
        double latest = (step - _lastStep) / (now - _lastSeconds);
        _speed = _speed == 0 ? latest : 0.8 * _speed + 0.2 * latest;
        (_lastStep, _lastSeconds) = (step, now);
        _next = now + (_interactive ? SecondsBetweenFrames : SecondsBetweenLines);
        var left = TimeSpan.FromSeconds(_speed > 0 ? (_total - step) / _speed : 0);
        if (_interactive) Draw(step, episodes, meanReturn, loss, exploration, left);
        else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step:N0} of {_total:N0}  episodes {episodes:N0}  average return {meanReturn:F2}  loss {Loss(loss)}  {_speed:N0} frames/s  {left:m\\:ss} left"));
    }

    /// <summary>Says what is done next.</summary>
    public void Say(string what)
    {
        if (!_interactive) Console.WriteLine(what);
    }

    /// <summary>Leaves what was shown last on the screen.</summary>
    public void Close() => _lines = 0;

    public void Dispose() => Close();

    /// <summary>Before the first training step there is no loss, which is nothing to worry about.</summary>
    private static string Loss(double loss) => double.IsNaN(loss) ? "-" : loss.ToString("G2", CultureInfo.InvariantCulture);

    private void Draw(long step, long episodes, double meanReturn, double loss, double exploration, TimeSpan left)
    {
        double part = Math.Clamp(step / (double)_total, 0, 1);
        const int width = 40;
        int full = (int)(part * width);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap());
        grid.AddRow(new Markup("[gray]step[/]"), new Markup(string.Create(CultureInfo.InvariantCulture, $"[green]{new string('━', full)}[/][gray]{new string('━', width - full)}[/] {step:N0} of {_total:N0}")));
        grid.AddRow(new Markup("[gray]average return[/]"), new Markup(string.Create(CultureInfo.InvariantCulture, $"[bold]{meanReturn,6:F2}[/]  over the last 200 of {episodes:N0} episodes")));
        grid.AddRow(new Markup("[gray]loss[/]"), new Markup(string.Create(CultureInfo.InvariantCulture, $"{Loss(loss),6}  random actions {exploration:P0}")));
        grid.AddRow(new Markup("[gray]speed[/]"), new Markup(string.Create(CultureInfo.InvariantCulture, $"{_speed,6:N0} frames/s, {left:m\\:ss} left")));
        if (_lines > 0) Console.Write($"\u001b[{_lines}A");
        AnsiConsole.Write((IRenderable)grid);
        _lines = 4;
    }
}
