using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>One curve of a chart: points joined by straight lines. A value that is not finite leaves a gap.</summary>
/// <param name="Name">What the legend calls it; ASCII.</param>
/// <param name="X">The horizontal values, ascending.</param>
/// <param name="Y">The vertical values, as many.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The color; without one, the chart gives it one that its neighbors lack.</summary>
    public Rgba32? Color { get; init; }

    /// <summary>Whether the point can be drawn: both values finite, and small enough to calculate with.</summary>
    internal bool IsVisible(int index) => Math.Abs(X[index]) < 1e300 && Math.Abs(Y[index]) < 1e300;
}

/// <summary>A part of a chart with a vertical axis of its own; the panels of a chart lie one below the other and share the horizontal axis.</summary>
/// <param name="Label">What the vertical axis measures; ASCII.</param>
/// <param name="Series">The curves.</param>
/// <param name="Weight">Its share of the chart's height, compared with the other panels'.</param>
public sealed record ChartPanel(string Label, IReadOnlyList<ChartSeries> Series, double Weight = 1);
