using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>
/// The progress of supervised training: epoch, losses, errors, samples per second, time left. On a terminal it is one block that is updated
/// in place; elsewhere, a line for each validation, but not more than one every ten seconds.
/// </summary>
internal sealed class FitDisplay(Trainer trainer, TrainingTask task, int samplesPerStep, TextWriter output)
{
    private const double SecondsBetweenLines = 10;
    private const double SecondsBetweenUpdates = 0.2;
    private const int BarWidth = 40;

    private readonly bool _interactive =
        output == Console.Out && AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _nextUpdate, _nextLine, _lastSeconds, _speed;
    private long _lastStep = -1;
    private int _lines;
    private double _error = double.NaN;

    /// <summary>Shows the state after a step, at most as often as is useful.</summary>
    public void Stepped()
    {
        double now = _clock.Elapsed.TotalSeconds;
        if (now < _nextUpdate && _lastStep >= 0) return;
        if (_lastStep >= 0)
        {
            double latest = (trainer.Step - _lastStep) / (now - _lastSeconds);
            _speed = _speed == 0 ? latest : 0.8 * _speed + 0.2 * latest;
        }
        (_lastStep, _lastSeconds, _nextUpdate) = (trainer.Step, now, now + SecondsBetweenUpdates);
        if (_interactive) Draw();
    }

    /// <summary>Shows the result of a validation.</summary>
    public void Validated(Evaluation evaluation)
    {
        _error = evaluation.Error;
        double now = _clock.Elapsed.TotalSeconds;
        if (_interactive || now < _nextLine && !trainer.IsFinished) return;
        _nextLine = now + SecondsBetweenLines;
        output.WriteLine(
            $"{Epochs}, loss {Number(trainer.Loss)}, validation {task.ErrorName} {Error(evaluation.Error)} "
            + $"(lowest {Error(trainer.Patience.BestError)}), {Speed}");
    }

    /// <summary>An error as people read it: in percent if it is a rate.</summary>
    public string Error(double error) => !double.IsFinite(error) ? "-"
        : task.ErrorIsRate ? string.Create(CultureInfo.InvariantCulture, $"{100 * error:0.00} %") : Number(error);

    private string Epochs => string.Create(CultureInfo.InvariantCulture,
        $"epoch {(double)trainer.Step / trainer.StepsPerEpoch:0.0} of {trainer.TotalSteps / trainer.StepsPerEpoch}");

    private string Speed => string.Create(CultureInfo.InvariantCulture, $"{_speed * samplesPerStep:N0} samples/s, ")
        + $"{TimeLeft.Text(trainer.TotalSteps - trainer.Step, _speed)} left";

    private static string Number(double value) =>
        double.IsNaN(value) ? "-" : value.ToString("G4", CultureInfo.InvariantCulture);

    private void Draw()
    {
        int done = (int)(Math.Clamp(trainer.Step / (double)trainer.TotalSteps, 0, 1) * BarWidth);
        string bar = $"[green]{new string('━', done)}[/][gray]{new string('━', BarWidth - done)}[/]";
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap());
        Row("progress", $"{bar} {Epochs}");
        Row("validation", $"[bold]{Error(_error)}[/] {task.ErrorName}, lowest {Error(trainer.Patience.BestError)}");
        Row("loss", $"{Number(trainer.Loss)}, learning rate {Number(trainer.LearningRate)}");
        Row("speed", Speed);
        if (_lines > 0) AnsiConsole.Cursor.MoveUp(_lines);
        AnsiConsole.Write(grid);
        _lines = 4;

        void Row(string label, string value) => grid.AddRow(new Markup($"[gray]{label}[/]"), new Markup(value));
    }
}
