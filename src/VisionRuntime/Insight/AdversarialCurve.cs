namespace VisionRuntime.Insight;

/// <summary>The progress of adversarial training: points in the order of their steps, saved as CSV and as a chart.</summary>
public sealed class AdversarialCurve : Curve<AdversarialPoint>
{
    /// <summary>Reads a file written by <see cref="Curve{TPoint}.SaveCsv"/>.</summary>
    /// <exception cref="FormatException">A line is invalid; the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AdversarialCurve LoadCsv(string path)
    {
        var curve = new AdversarialCurve();
        curve.ReadCsv(path);
        return curve;
    }

    /// <summary>Draws a chart of both losses over the epochs, 960 x 420 pixels.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path, string title)
    {
        double[] epochs = [.. Points.Select(point => point.Epoch)];
        new LineChart
        {
            Title = title, HorizontalLabel = "epochs", Height = 420,
            Panels = [new ChartPanel("loss", [
                new ChartSeries("discriminator", epochs, [.. Points.Select(point => point.DiscriminatorLoss)]),
                new ChartSeries("generator", epochs, [.. Points.Select(point => point.GeneratorLoss)])])],
        }.SavePng(path);
    }
}
