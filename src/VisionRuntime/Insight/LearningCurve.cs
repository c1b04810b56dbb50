using System.Globalization;
using System.Text;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>How a training run went: points in the order of their steps, kept as CSV for programs and as a chart for people.</summary>
public sealed class LearningCurve
{
    private const string Header = "step,episodes,mean_return,loss,epsilon,frames_per_second,seconds";

    private readonly List<LearningPoint> _points = [];

    /// <summary>The points so far, the first step first.</summary>
    public IReadOnlyList<LearningPoint> Points => _points;

    /// <summary>Adds the newest point.</summary>
    /// <exception cref="ArgumentException">Its step is not after the last one's.</exception>
    public void Add(in LearningPoint point)
    {
        if (_points.Count > 0 && point.Step <= _points[^1].Step)
            throw new ArgumentException($"Learning curve: step {point.Step} after step {_points[^1].Step}; add points in the order of their steps", nameof(point));
        _points.Add(point);
    }

    /// <summary>Forgets the points after <paramref name="step"/>, for a run that resumes from a checkpoint of that step.</summary>
    public void RemoveAfter(long step) => _points.RemoveAll(point => point.Step > step);

    /// <summary>Writes a header and a line for each point, in the invariant culture; numbers read back as they were.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
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

    /// <summary>Reads what <see cref="SaveCsv"/> wrote, so that a run can be resumed.</summary>
    /// <exception cref="FormatException">A line is damaged; the message names the file and the line.</exception>
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
                if (line != Header) throw Damaged($"it begins with '{Shortened(line)}' instead of '{Header}'");
            }
            else if (line.Length > 0)
            {
                LearningPoint point = Parse(line);
                if (curve._points.Count > 0 && point.Step <= curve._points[^1].Step)
                    throw Damaged($"step {point.Step} comes after step {curve._points[^1].Step}");
                curve._points.Add(point);
            }
        }
        if (number == 0) throw Damaged("the file is empty");
        return curve;

        LearningPoint Parse(string line)
        {
            string[] fields = line.Split(',');
            if (fields.Length != 7) throw Damaged($"'{Shortened(line)}' has {fields.Length} values instead of 7");
            return new LearningPoint(Whole(fields[0]), Whole(fields[1]), Real(fields[2]), Real(fields[3]), Real(fields[4]), Real(fields[5]), Real(fields[6]));
        }

        long Whole(string field) => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : throw Damaged($"'{Shortened(field)}' is not a whole number");

        double Real(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : throw Damaged($"'{Shortened(field)}' is not a number");

        FormatException Damaged(string what) =>
            new($"The learning curve '{path}' is damaged in line {Math.Max(1, number)}: {what}; mend the line, or remove the file to begin a new curve");
    }

    /// <summary>
    /// Draws the mean return over the steps and below it, where they were measured, the loss and the exploration, 960 x 640 pixels.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
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
