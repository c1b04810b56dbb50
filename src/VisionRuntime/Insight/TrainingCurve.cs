using System.Globalization;
using System.Text;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>The progress of supervised training: points in the order of their steps, saved as CSV and as a chart.</summary>
public sealed class TrainingCurve
{
    private const string Header = "step,epoch,learning_rate,training_loss,validation_loss,validation_error,seconds";

    private readonly List<TrainingPoint> _points = [];

    /// <summary>Gets the points in the order of their steps.</summary>
    public IReadOnlyList<TrainingPoint> Points => _points;

    /// <summary>Adds a point.</summary>
    /// <exception cref="ArgumentException">Its step is not greater than that of the last point.</exception>
    public void Add(in TrainingPoint point)
    {
        if (_points.Count > 0 && point.Step <= _points[^1].Step)
        {
            throw new ArgumentException(
                $"TrainingCurve: step {point.Step} after step {_points[^1].Step}; add points in the order of their steps", nameof(point));
        }
        _points.Add(point);
    }

    /// <summary>Removes the points after a step, for a run that resumes from a checkpoint of that step.</summary>
    public void RemoveAfter(long step) => _points.RemoveAll(point => point.Step > step);

    /// <summary>Writes a header and a line for each point, in the invariant culture and with full precision.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SaveCsv(string path)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var point in _points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{point.Step},{point.Epoch},{point.LearningRate},{point.TrainingLoss},");
            text.Append(CultureInfo.InvariantCulture, $"{point.ValidationLoss},{point.ValidationError},{point.Seconds}\n");
        }
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads a file written by <see cref="SaveCsv"/>.</summary>
    /// <exception cref="FormatException">A line is invalid; the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingCurve LoadCsv(string path)
    {
        var curve = new TrainingCurve();
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header) throw Invalid(1, $"the header is not '{Header}'");
        for (int i = 1; i < lines.Length; i++)
        {
            double[] values = [.. lines[i].Split(',').Select(field =>
                double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    ? value : throw Invalid(i + 1, $"'{field}' is not a number"))];
            if (values.Length != 7) throw Invalid(i + 1, $"it has {values.Length} values, not 7");
            if (curve._points.Count > 0 && values[0] <= curve._points[^1].Step) throw Invalid(i + 1, "the steps are not in order");
            curve._points.Add(new((long)values[0], values[1], values[2], values[3], values[4], values[5], values[6]));
        }
        return curve;

        FormatException Invalid(int line, string what) =>
            new($"The training curve '{path}' is invalid in line {line}: {what}; correct the line, or delete the file");
    }

    /// <summary>
    /// Draws a chart of 960 x 640 pixels over the epochs: the validation error, below it the losses, and the learning rate.
    /// </summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <param name="errorName">The name of the error on its axis; ASCII.</param>
    /// <param name="inPercent">Whether the error is drawn in percent.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path, string title, string errorName, bool inPercent)
    {
        double[] epochs = [.. _points.Select(point => point.Epoch)];
        List<ChartPanel> panels = [];
        if (_points.Exists(point => double.IsFinite(point.ValidationError)))
        {
            string label = inPercent ? $"validation {errorName} (%)" : $"validation {errorName}";
            panels.Add(new(label, [Series(label, point => point.ValidationError * (inPercent ? 100 : 1))], 3));
        }
        panels.Add(new("loss",
            [Series("training", point => point.TrainingLoss), Series("validation", point => point.ValidationLoss)], 2));
        panels.Add(new("learning rate", [Series("learning rate", point => point.LearningRate)]));
        new LineChart { Title = title, HorizontalLabel = "epochs", Panels = panels }.SavePng(path);

        ChartSeries Series(string name, Func<TrainingPoint, double> value) => new(name, epochs, [.. _points.Select(value)]);
    }
}
