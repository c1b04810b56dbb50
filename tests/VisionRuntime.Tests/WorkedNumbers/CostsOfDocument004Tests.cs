using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Document 004 (and 002): AlexNet's first convolution, 96 filters of 11x11 in steps of 4 on 227x227x3.</summary>
public class CostsOfDocument004Tests
{
    [Fact]
    public void AlexNets_first_layer_has_34944_parameters()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 227, 227]).Convolution("conv1", 96, 11, 4);
        Assert.Equal([1, 96, 55, 55], y.Shape);
        var layer = ModelCost.Of(y).Layers.Single(layer => layer.Name == "conv1");
        Assert.Equal(34_848, layer.Weights);
        Assert.Equal(34_944, layer.Parameters);
        Assert.Equal(290_400, layer.Activations);
        Assert.Equal(290_400L * 363, layer.Cost.Multiplications);
    }
}
