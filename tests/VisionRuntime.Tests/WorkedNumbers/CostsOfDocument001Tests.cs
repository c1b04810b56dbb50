using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Document 001: "Number of parameters in this layer?" and the 1x1 convolution that makes a layer cheaper. Biases count in the first only.</summary>
public class CostsOfDocument001Tests
{
    [Fact]
    public void Ten_filters_5x5_on_32x32x3()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 32, 32]).Convolution("conv", 10, 5, 1, 2);
        Assert.Equal([1, 10, 32, 32], y.Shape);
        Assert.Equal(760, graph.Parameters);
        Assert.Equal(760, ModelCost.Of(y).Parameters);
    }

    [Fact]
    public void A_5x5_convolution_of_192_channels()
    {
        var graph = new Graph();
        var cost = ModelCost.Of(graph.Input("x", [1, 192, 28, 28]).Convolution("conv", 32, 5, 1, 2));
        Assert.Equal(153_600, cost.Layers.Sum(layer => layer.Weights));
        Assert.Equal(120_422_400, cost.Total.Multiplications);
    }

    [Fact]
    public void The_same_through_a_1x1_convolution_to_16_channels()
    {
        var graph = new Graph();
        var cost = ModelCost.Of(graph.Input("x", [1, 192, 28, 28]).Convolution("reduce", 16, 1).Convolution("conv", 32, 5, 1, 2));
        Assert.Equal(15_872, cost.Layers.Sum(layer => layer.Weights));
        Assert.Equal(12_443_648, cost.Total.Multiplications);
    }
}
