using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Layers;

namespace Vision.Experiments;

internal sealed class Reduction : Experiment
{
    private static readonly int[] Widths = [64, 32, 16, 8];

    public override string Name => "reduction";

    public override string Claim => "A 1x1 convolution before a 5x5 one saves most of the multiplications, and time";

    protected override Findings Measure(CpuDevice device)
    {
        using var variables = new Variables(device, 1);
        Graph[] graphs = [Build(null), .. Widths.Select(width => Build(width))];
        double[] times = Timing.Medians(device, 15, variables, graphs);
        double[] multiplications = [.. graphs.Select(graph => ModelCost.Of(graph).Total.Multiplications / 1e6)];
        var rows = graphs.Select((_, i) => new[]
        {
            i == 0 ? "5x5 alone" : $"1x1 to {Widths[i - 1]} channels, then 5x5", Number(multiplications[i], "0.0"), Number(times[i]),
            Number(multiplications[0] / multiplications[i], "0.0"), Number(times[0] / times[i], "0.0"),
        });
        double[] widths = [.. Widths.Reverse().Select(width => (double)width)];
        return new(
            "32 filters of 5x5 over 28x28x192, as in the module 3a of GoogLeNet (Szegedy et al. 2015), for one image; the median "
            + "of 15 runs in turns.",
            ["layers", "million multiplications", "ms", "fewer multiplications", "faster"], [.. rows],
            new LineChart
            {
                Title = "A reduction before 5x5 filters", HorizontalLabel = "channels after the reduction", Height = 420,
                Panels = [new ChartPanel("times less", [
                    new ChartSeries("multiplications", widths, Ratios(multiplications)), new ChartSeries("time", widths, Ratios(times))])],
            });

        double[] Ratios(double[] values) => [.. widths.Select((_, i) => values[0] / values[Widths.Length - i])];
    }

    private static Graph Build(int? reduced)
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 192, 28, 28]);
        if (reduced is { } channels) x = x.Convolution($"reduce{channels}", channels, 1, activation: Activation.Relu);
        graph.Output("y", x.Convolution($"conv{reduced}", 32, 5, padding: 2, activation: Activation.Relu));
        return graph;
    }
}
