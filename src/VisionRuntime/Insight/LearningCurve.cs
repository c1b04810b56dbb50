namespace VisionRuntime.Insight;

/// <summary>The progress of training an agent: points in the order of their steps, saved as CSV and as a chart.</summary>
public sealed class LearningCurve : Curve<LearningPoint>
{
    /// <summary>Reads a file written by <see cref="Curve{TPoint}.SaveCsv"/>.</summary>
    /// <exception cref="FormatException">A line is invalid; the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LearningCurve LoadCsv(string path)
    {
        var curve = new LearningCurve();
        curve.ReadCsv(path);
        return curve;
    }

    /// <summary>
    /// Draws a chart of 960 x 640 pixels: the mean return over the steps, and below it the loss and epsilon if they were measured.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path, string title)
    {
        List<ChartPanel> panels = [Panel("mean return", 3, point => point.MeanReturn)];
        if (Points.Any(point => double.IsFinite(point.Loss))) panels.Add(Panel("loss", 1, point => point.Loss));
        if (Points.Any(point => double.IsFinite(point.Epsilon))) panels.Add(Panel("epsilon", 1, point => point.Epsilon));
        new LineChart { Title = title, HorizontalLabel = "steps", Panels = panels }.SavePng(path);
    }

    private ChartPanel Panel(string label, double weight, Func<LearningPoint, double> value) =>
        new(label, [new ChartSeries(label, [.. Points.Select(point => (double)point.Step)], [.. Points.Select(value)])], weight);
}
