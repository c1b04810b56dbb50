using System.Globalization;
using System.Text;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>The progress of a training run: points in the order of their steps, saved as CSV and as a chart.</summary>
public sealed class LearningCurve
{
    private const string Header = "step,episodes,mean_return,loss,epsilon,frames_per_second,seconds";

    private readonly List<LearningPoint> _points = [];

    /// <summary>The points in the order of their steps.</summary>
    public IReadOnlyList<LearningPoint> Points => _points;

    /// <summary>Adds a point.</summary>
    /// <exception cref="ArgumentException">Its step is not greater than that of the last point.</exception>
    public void Add(in LearningPoint point)
    {
        if (_points.Count > 0 && point.Step <= _points[^1].Step)
        {
            throw new ArgumentException(
                $"LearningCurve: step {point.Step} after step {_points[^1].Step}; add points in the order of their steps", nameof(point));
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
        foreach (LearningPoint point in _points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{point.Step},{point.Episodes},{point.MeanReturn},{point.Loss},{point.Epsilon},");
            text.Append(CultureInfo.InvariantCulture, $"{point.FramesPerSecond},{point.Seconds}\n");
        }
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads a file written by <see cref="SaveCsv"/>.</summary>
    /// <exception cref="FormatException">A line is invalid; the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LearningCurve LoadCsv(string path)
    {
        var curve = new LearningCurve();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number == 1)
            {
                if (line != Header) throw Invalid($"the header is '{Shortened(line)}', not '{Header}'");
            }
            else if (line.Length > 0)
            {
                LearningPoint point = Parse(line);
                if (curve._points.Count > 0 && point.Step <= curve._points[^1].Step)
                    throw Invalid($"step {point.Step} comes after step {curve._points[^1].Step}");
                curve._points.Add(point);
            }
        }
        if (number == 0) throw Invalid("the file is empty");
        return curve;

        LearningPoint Parse(string line)
        {
            string[] fields = line.Split(',');
            if (fields.Length != 7) throw Invalid($"'{Shortened(line)}' has {fields.Length} values, not 7");
            return new LearningPoint(
                Integer(fields[0]), Integer(fields[1]), Real(fields[2]), Real(fields[3]), Real(fields[4]), Real(fields[5]),
                Real(fields[6]));
        }

        long Integer(string field) => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : throw Invalid($"'{Shortened(field)}' is not an integer");

        double Real(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : throw Invalid($"'{Shortened(field)}' is not a number");

        FormatException Invalid(string what) =>
            new($"The learning curve '{path}' is invalid in line {Math.Max(1, number)}: {what}; correct the line, or delete the file");
    }

    /// <summary>
    /// Draws a chart of 960 x 640 pixels: the mean return over the steps, and below it the loss and epsilon if they were measured.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path, string title)
    {
        List<ChartPanel> panels = [Panel("mean return", 3, point => point.MeanReturn)];
        if (_points.Exists(point => double.IsFinite(point.Loss))) panels.Add(Panel("loss", 1, point => point.Loss));
        if (_points.Exists(point => double.IsFinite(point.Epsilon))) panels.Add(Panel("epsilon", 1, point => point.Epsilon));
        new LineChart { Title = title, HorizontalLabel = "steps", Panels = panels }.SavePng(path);
    }

    private ChartPanel Panel(string label, double weight, Func<LearningPoint, double> value) =>
        new(label, [new ChartSeries(label, [.. _points.Select(point => (double)point.Step)], [.. _points.Select(value)])], weight);

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
