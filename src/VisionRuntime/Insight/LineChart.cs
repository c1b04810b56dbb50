using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>
/// A line chart on a light background: a title, stacked panels with ticks at round values, a grid and anti-aliased lines, a legend for
/// panels with several series, and the last value beside the end of a single series.
/// </summary>
public sealed class LineChart
{
    /// <summary>In a smaller chart, labels would overlap.</summary>
    private const int MinimumWidth = 240;

    private const int MinimumHeight = 180;

    /// <summary>The title; ASCII like all texts (other characters appear as question marks).</summary>
    public required string Title { get; init; }

    /// <summary>The label of the horizontal axis.</summary>
    public string HorizontalLabel { get; init; } = "";

    /// <summary>The panels from top to bottom; at least one.</summary>
    public required IReadOnlyList<ChartPanel> Panels { get; init; }

    /// <summary>The width of the chart in pixels, at least 240.</summary>
    public int Width { get; init; } = 960;

    /// <summary>The height of the chart in pixels, at least 180.</summary>
    public int Height { get; init; } = 640;

    /// <summary>Draws the chart.</summary>
    /// <exception cref="InvalidOperationException">
    /// The chart is too small, there is no panel, or a series has different numbers of horizontal and vertical values.
    /// </exception>
    public Image<Rgba32> Draw()
    {
        Validate();
        var drawing = new LineChartDrawing(this);
        drawing.Draw();
        return drawing.Canvas.ToImage();
    }

    /// <summary>Saves the chart as a PNG file.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Draw"/>.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path)
    {
        using Image<Rgba32> image = Draw();
        AtomicFile.Write(path, stream => image.SaveAsPng(stream, new PngEncoder { ColorType = PngColorType.Rgb }));
    }

    private void Validate()
    {
        if (Width < MinimumWidth || Height < MinimumHeight)
        {
            throw new InvalidOperationException(
                $"LineChart: {Width} x {Height} pixels are too small; use {MinimumWidth} x {MinimumHeight} or more");
        }
        if (Panels.Count == 0) throw new InvalidOperationException($"LineChart: the chart '{Title}' has no panel; add one");
        foreach (ChartPanel panel in Panels)
        {
            if (!(panel.Weight > 0))
            {
                throw new InvalidOperationException(
                    $"LineChart: the weight of the panel '{panel.Label}' must be positive, not {panel.Weight}");
            }
            foreach (ChartSeries series in panel.Series)
            {
                if (series.X.Count != series.Y.Count)
                {
                    throw new InvalidOperationException(
                        $"LineChart: the series '{series.Name}' has {series.X.Count} horizontal but {series.Y.Count} vertical values");
                }
            }
        }
    }
}
