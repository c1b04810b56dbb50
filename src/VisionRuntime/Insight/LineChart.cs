using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>
/// A line chart on a light ground: a title, panels one below the other with round marks, a grid and anti-aliased lines, a legend where
/// a panel has several series, and the last value beside the end of a lone one.
/// </summary>
public sealed class LineChart
{
    /// <summary>Smaller than this, marks and labels would lie on one another.</summary>
    private const int MinimumWidth = 240;

    private const int MinimumHeight = 180;

    /// <summary>The line above the chart; ASCII, as all texts (other characters appear as question marks).</summary>
    public required string Title { get; init; }

    /// <summary>What the horizontal axis measures.</summary>
    public string HorizontalLabel { get; init; } = "";

    /// <summary>The panels, the upper first; at least one.</summary>
    public required IReadOnlyList<ChartPanel> Panels { get; init; }

    /// <summary>The width of the picture in pixels, at least 240.</summary>
    public int Width { get; init; } = 960;

    /// <summary>The height of the picture in pixels, at least 180.</summary>
    public int Height { get; init; } = 640;

    /// <summary>Draws the chart.</summary>
    /// <exception cref="InvalidOperationException">The picture is too small, there is no panel, or a series has not as many values as places.</exception>
    public Image<Rgba32> Draw()
    {
        Validate();
        var drawing = new LineChartDrawing(this);
        drawing.Draw();
        return drawing.Canvas.ToImage();
    }

    /// <summary>Draws the chart into a PNG file.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Draw"/>.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void SavePng(string path)
    {
        using Image<Rgba32> image = Draw();
        AtomicFile.Write(path, stream => image.SaveAsPng(stream, new PngEncoder { ColorType = PngColorType.Rgb }));
    }

    private void Validate()
    {
        if (Width < MinimumWidth || Height < MinimumHeight)
            throw new InvalidOperationException($"A chart of {Width} x {Height} pixels is too small to read; make it {MinimumWidth} x {MinimumHeight} or more");
        if (Panels.Count == 0) throw new InvalidOperationException($"The chart '{Title}' has no panel; give it one");
        foreach (ChartPanel panel in Panels)
        {
            if (!(panel.Weight > 0)) throw new InvalidOperationException($"The panel '{panel.Label}' has the weight {panel.Weight}; give it one above 0");
            foreach (ChartSeries series in panel.Series)
            {
                if (series.X.Count != series.Y.Count)
                    throw new InvalidOperationException($"The series '{series.Name}' has {series.X.Count} places for {series.Y.Count} values; give it as many");
            }
        }
    }
}
