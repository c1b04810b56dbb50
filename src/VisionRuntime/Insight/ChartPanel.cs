using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>One curve of a chart: points joined by straight lines, with a gap at values that are not finite.</summary>
/// <param name="Name">The name in the legend; ASCII.</param>
/// <param name="X">The horizontal values, ascending.</param>
/// <param name="Y">The vertical values, as many as horizontal ones.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The color; by default the chart chooses one that no other series has.</summary>
    public Rgba32? Color { get; init; }

    /// <summary>Whether the point can be drawn: both values are finite and small enough to compute with.</summary>
    internal bool IsVisible(int index) => Math.Abs(X[index]) < 1e300 && Math.Abs(Y[index]) < 1e300;
}

/// <summary>A part of a chart with its own vertical axis. The panels of a chart are stacked and share the horizontal axis.</summary>
/// <param name="Label">The label of the vertical axis; ASCII.</param>
/// <param name="Series">The curves.</param>
/// <param name="Weight">The panel's share of the chart's height, relative to the other panels.</param>
public sealed record ChartPanel(string Label, IReadOnlyList<ChartSeries> Series, double Weight = 1);
