using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace Vision.Experiments;

internal sealed class Crops : Experiment
{
    private const int Crop = 48, Stride = 8, Image = Crop + 5 * Stride;

    public override string Name => "crops";

    public override string Claim => "One pass of the converted network over a large image is faster than 36 crops";

    protected override Findings Measure(CpuDevice device)
    {
        using var variables = new Variables(device, 1);
        Graph one = Classifier(1);
        int[] sides = [1, 2, 3, 4, 5, 6];
        Graph[] converted =
            [.. sides.Select(side => Crop + ((side - 1) * Stride)).Select(size => Convolutional.Convert(one, size, size))];
        double[] times = Timing.Medians(device, 9, variables, [one, Classifier(36), .. converted]);
        double crops = 36 * times[0], pass = times[^1];
        string[][] rows =
        [
            ["36 crops, one after the other", Number(crops, "0.0"), "1.0"],
            ["36 crops as one batch", Number(times[1], "0.0"), Number(crops / times[1], "0.0")],
            ["converted, one pass", Number(pass, "0.0"), Number(crops / pass, "0.0")],
        ];
        double[] places = [.. sides.Select(side => (double)(side * side))];
        return new(
            $"A classifier of three 3x3 convolutions with pooling and two fully connected layers on {Crop}x{Crop}x3, "
            + $"over a {Image}x{Image} image at 6 by 6 places {Stride} pixels apart (CS231n: 224x224 over 384x384, 32 apart); "
            + "the median of 9 runs in turns.",
            ["how", "ms", "times as fast"], rows,
            new LineChart
            {
                Title = "Places of one image", HorizontalLabel = "places", Height = 420,
                Panels = [new ChartPanel("ms", [
                    new ChartSeries("crops", places, [.. places.Select(count => count * times[0])]),
                    new ChartSeries("one pass", places, times[2..])])],
            });
    }

    private static Graph Classifier(int batch)
    {
        var graph = new Graph();
        var x = graph.Input("x", [batch, 3, Crop, Crop]);
        foreach (var (filters, i) in new[] { 32, 64, 64 }.Select((filters, i) => (filters, i)))
            x = x.Convolution($"conv{i}", filters, 3, padding: 1, activation: Activation.Relu).MaxPool(2);
        graph.Output("logits", x.Flatten().Dense("fc1", 256, Activation.Relu).Dense("fc2", 100));
        return graph;
    }
}
