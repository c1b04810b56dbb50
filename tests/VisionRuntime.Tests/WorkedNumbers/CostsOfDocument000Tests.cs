using ShaderKernels.Operators;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Document 000, "Motivational example": a picture of 32 by 32 pixels and 7,200 units, wired ever more sparingly. Biases are not counted there.</summary>
public class CostsOfDocument000Tests
{
    [Fact]
    public void Fully_connected_to_7200_units()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("image", [1, 1, 32, 32]).Flatten().Dense("units", 7200));
        var layer = Assert.Single(ModelCost.Of(graph).Layers, layer => layer.Name == "units");
        Assert.Equal(7_372_800, layer.Weights);
        Assert.Equal(7_372_800, layer.Cost.Multiplications);
        Assert.Equal(7_372_800 + 7200, layer.Parameters);
    }

    /// <summary>Weights of its own for each of 12 by 12 positions: a convolution in which each position is a group and its 5 by 5 pixels the channels.</summary>
    [Fact]
    public void Connected_to_a_region_of_5_by_5_each()
    {
        var graph = new Graph();
        var regions = graph.Input("regions", [1, 12 * 12 * 5 * 5, 1, 1]);
        graph.Output("y", regions.Convolution("units", 50 * 12 * 12, new Window(1), new Window(1), 12 * 12));
        var layer = ModelCost.Of(graph).Layers.Single(layer => layer.Name == "units");
        Assert.Equal(180_000, layer.Weights);
        Assert.Equal(180_000, layer.Cost.Multiplications);
        Assert.Equal(7200, layer.Activations);
        Assert.Equal(97.5, 100 - 100.0 * layer.Weights / 7_372_800, 0.1);
    }

    [Fact]
    public void With_shared_weights()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("image", [1, 1, 32, 32]).Convolution("blocks", 50, 5));
        var layer = ModelCost.Of(graph).Layers.Single(layer => layer.Name == "blocks");
        Assert.Equal(1_250, layer.Weights);
        Assert.Equal(99.98, 100 - 100.0 * layer.Weights / 7_372_800, 0.01);
    }
}
