using ShaderKernels.Operators;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

/// <summary>Sizes and order of the layers of networks that exist in several variants.</summary>
public class VariantTests
{
    /// <summary>Springenberg et al. 2015: strides of 2 in place of pooling, and averages over 6x6 positions at the end.</summary>
    [Fact]
    public void All_CNN_C_has_nothing_but_convolutions()
    {
        var graph = ModelCatalog.Find("all-cnn-c")!.ToGraph();
        var convolutions = graph.Nodes.Where(node => node.Operator is Convolution).ToArray();
        Assert.Equal([96, 96, 96, 192, 192, 192, 192, 192, 10], convolutions.Select(node => node.Outputs[0].Shape[1]));
        Assert.Equal([32, 32, 16, 16, 16, 8, 6, 6, 6], convolutions.Select(node => node.Outputs[0].Shape[2]));
        Assert.Equal([1, 1, 2, 1, 1, 2, 1, 1, 1], convolutions.Select(node => ((Convolution)node.Operator).Height.Stride));
        Assert.DoesNotContain(graph.Nodes, node => node.Operator is Pool or MatMul);
        Assert.Equal(1_369_738, graph.Parameters);
    }

    [Fact]
    public void ZFNet_normalizes_contrast_after_pooling_or_before_it()
    {
        Assert.Equal(["conv1 110", "maxpool 55", "norm1 55", "conv2 26", "maxpool 13", "norm2 13", "conv3 13", "conv4 13", "conv5 13",
            "maxpool 6", "fc6", "fc7", "fc8"],
            Layers("zfnet"));
        Assert.Equal(["conv1 110", "maxpool 55", "norm1 55", "conv2 27", "norm2 27", "maxpool 13", "conv3 13", "conv4 13", "conv5 13",
            "maxpool 6", "norm5 6", "fc6", "fc7", "fc8"],
            Layers("zfnet-3x3"));
        Assert.Equal([7, 3, 3, 3, 3], ModelCatalog.Find("zfnet-3x3")!.ToGraph().Nodes.Select(node => node.Operator).OfType<Convolution>()
            .Select(convolution => convolution.Height.Size));
    }

    private static IEnumerable<string> Layers(string name)
    {
        var graph = new Graph(training: false);
        var model = ModelCatalog.Find(name)!;
        return ModelCost.Of(model.Build(graph.Input("images", model.InputShape))).Layers.Skip(1)
            .Select(layer => layer.Name.Split('#')[0] + (layer.OutputShape.Rank == 4 ? $" {layer.OutputShape[2]}" : ""));
    }
}
