using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>CS231n, "Compromising based on memory constraints".</summary>
public class MemoryExampleTests
{
    /// <summary>
    /// Three 3x3 convolutions with 64 filters on a 224x224x3 image: "about 10 million activations, or 72MB of memory (per image, for both
    /// activations and gradients)". They are 9,633,792 activations; with their gradients, of 4 bytes each, that is 73.5 MiB.
    /// </summary>
    [Fact]
    public void Three_convolutions_with_64_filters_on_224x224_have_about_10_million_activations()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("image", [1, 3, 224, 224]);
        for (int i = 1; i <= 3; i++) x = x.Convolution($"conv{i}", 64, 3, padding: 1, activation: ShaderKernels.Operators.Activation.Relu);
        long activations = ModelCost.Of(x).Layers.Where(layer => layer.Parameters > 0).Sum(layer => layer.Activations);
        Assert.Equal(9_633_792, activations);
        Assert.Equal(73.5, 2 * activations * sizeof(float) / 1024.0 / 1024.0);

        // The plan of a training step needs less: the gradient of the last volume is written over it, and that of the first over memory
        // that is free by then.
        var weights = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();
        var gradients = Gradients.Of((x * x).Sum(), weights);
        for (int i = 0; i < weights.Length; i++) graph.Output($"gradient{i}", gradients[i]);
        var report = MemoryReport.Of(graph);
        var volumes = report.Tensors.Where(tensor => tensor.Shape.SequenceEqual([1, 64, 224, 224])).ToArray();
        Assert.Equal(5, volumes.Length);
        Assert.All(volumes, tensor => Assert.Equal(12.25, tensor.Bytes / 1024.0 / 1024.0));
        Assert.InRange(report.ArenaBytes / 1024.0 / 1024.0, 4 * 12.25, 5 * 12.25);
    }
}
