using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace DemoGame.Commands;

/// <summary>
/// The progress of a run: steps, episodes, mean return, frames per second, time left. On a terminal it is one block that is updated in
/// place; elsewhere, a line every ten seconds.
/// </summary>
internal sealed class TrainingDisplay(long totalSteps, TextWriter output)
{
    /// <summary>The episodes over which the mean return is computed.</summary>
    public const int AveragedEpisodes = 200;

    private const double SecondsBetweenLines = 10;
    private const double SecondsBetweenUpdates = 0.2;
    private const int BarWidth = 40;

    private readonly bool _interactive =
        output == Console.Out && AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next;
    private long _lastStep = -1;
    private double _lastSeconds, _speed;
    private int _lines;

    /// <summary>Shows the current state, at most as often as is useful.</summary>
    public void Show(long step, long episodes, double meanReturn, double loss, double epsilon)
    {
        double now = _clock.Elapsed.TotalSeconds;
        if (_lastStep < 0)
        {
            // A speed needs two points; this is the first.
            (_lastStep, _lastSeconds, _next) = (step, now, now + SecondsBetweenUpdates);
            return;
        }
        if (now < _next) return;
        double latest = (step - _lastStep) / (now - _lastSeconds);
        _speed = _speed == 0 ? latest : 0.8 * _speed + 0.2 * latest;
        (_lastStep, _lastSeconds) = (step, now);
        _next = now + (_interactive ? SecondsBetweenUpdates : SecondsBetweenLines);
        string left = TimeLeft.Text(totalSteps - step, _speed);
        if (_interactive)
        {
            Draw(step, episodes, meanReturn, loss, epsilon, left);
            return;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"step {step:N0} of {totalSteps:N0}, {episodes:N0} episodes, mean return {meanReturn:F2}, loss {Loss(loss)}, ")
            + string.Create(CultureInfo.InvariantCulture, $"{_speed:N0} frames/s, {left} left"));
    }

    /// <summary>Prints what happens next, unless the block is on the screen.</summary>
    public void Announce(string activity)
    {
        if (!_interactive) output.WriteLine(activity);
    }

    /// <summary>Before the first update there is no loss.</summary>
    private static string Loss(double loss) => double.IsNaN(loss) ? "-" : loss.ToString("G2", CultureInfo.InvariantCulture);

    private void Draw(long step, long episodes, double meanReturn, double loss, double epsilon, string left)
    {
        int done = (int)(Math.Clamp(step / (double)totalSteps, 0, 1) * BarWidth);
        string bar = $"[green]{new string('━', done)}[/][gray]{new string('━', BarWidth - done)}[/]";
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap());
        Row("step", $"{bar} {step:N0} of {totalSteps:N0}");
        Row("mean return", $"[bold]{meanReturn,6:F2}[/] over the last {AveragedEpisodes} of {episodes:N0} episodes");
        Row("loss", $"{Loss(loss),6}, epsilon {epsilon:F2}");
        Row("speed", $"{_speed,6:N0} frames/s, {left} left");
        if (_lines > 0) AnsiConsole.Cursor.MoveUp(_lines);
        AnsiConsole.Write(grid);
        _lines = 4;

        void Row(string label, FormattableString value) =>
            grid.AddRow(new Markup($"[gray]{label}[/]"), new Markup(value.ToString(CultureInfo.InvariantCulture)));
    }
}
