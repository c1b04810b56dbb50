using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Parameters, connections and multiplications that lecture notes count.</summary>
public class ParameterCountTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    /// <summary>"Neuro-Fuzzy Computing", lecture 11: an image of 32x32 pixels and 7,200 units, biases not counted.</summary>
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

    /// <summary>
    /// Weights of its own for each of 12 by 12 positions: a convolution in which each position is a group and its 5 by 5 pixels the
    /// channels.
    /// </summary>
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

    /// <summary>"Neural Network Layers".</summary>
    [Fact]
    public void Ten_filters_5x5_on_32x32x3()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 32, 32]).Convolution("conv", 10, 5, 1, 2);
        Assert.Equal([1, 10, 32, 32], y.Shape);
        Assert.Equal(760, graph.Parameters);
        Assert.Equal(760, ModelCost.Of(y).Parameters);
    }

    /// <summary>
    /// "DeepLearning series: Convolutional Neural Networks": 27 weights and a bias for each filter, "independent of the input size image".
    /// </summary>
    [Fact]
    public void Ten_filters_of_3x3x3_have_280_parameters_whatever_the_size_of_the_image()
    {
        foreach (int size in (int[])[6, 32, 224])
        {
            var graph = new Graph();
            var y = graph.Input("image", [1, 3, size, size]).Convolution("conv", 10, 3);
            var layer = ModelCost.Of(y).Layers.Single(layer => layer.Name == "conv");
            Assert.Equal((280, 270), (layer.Parameters, layer.Weights));
            Assert.Equal(27L * 10 * (size - 2) * (size - 2), layer.Cost.Multiplications);
        }
        // The same text: 1,000 units on an image of one megapixel have 3 billion weights.
        var dense = new Graph();
        // One tensor cannot hold so many, so the units are in two halves.
        var pixels = dense.Input("image", [1, 3, 1000, 1000]).Flatten();
        var units = Join.Concatenate(1, pixels.Dense("first", 500), pixels.Dense("second", 500));
        Assert.Equal(3_000_000_000, ModelCost.Of(units).Layers.Sum(layer => layer.Weights));
    }

    /// <summary>
    /// CS231n, "Local connectivity": 5x5 windows on [32x32x3] see 75 values, 3x3 windows on [16x16x20] see 180. Under filters of ones on
    /// ones, each output counts them.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_neuron_has_a_connection_for_each_pixel_of_its_window_in_every_channel(string device)
    {
        double[] Connections(int channels, int size, int window, int padding) =>
            LayerRun.Of(device, g => g.Constant([1, channels, size, size], Ones(channels * size * size))
                .Convolution(g.Constant([1, channels, window, window], Ones(channels * window * window)), null,
                    [new(window, 1, padding, padding), new(window, 1, padding, padding)]));
        Assert.All(Connections(20, 16, 3, 0), count => Assert.Equal(180, count));
        Assert.All(Connections(3, 32, 5, 0), count => Assert.Equal(75, count));
        // At the border of a padded image the window is partly empty: 2x2 pixels in the corner, 2x3 at an edge.
        double[] padded = Connections(20, 16, 3, 1);
        Assert.Equal((80, 120, 180), (padded[0], padded[1], padded[17]));
        var cost = ModelCost.Of(new Graph().Input("x", [1, 20, 16, 16]).Convolution("conv", 12, 3, padding: 1))
            .Layers.Single(layer => layer.Name == "conv");
        Assert.Equal(180, cost.Cost.Multiplications / cost.Activations);

        static float[] Ones(int count)
        {
            float[] ones = new float[count];
            Array.Fill(ones, 1);
            return ones;
        }
    }

    /// <summary>CS231n, "Parameter sharing".</summary>
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

    /// <summary>CS231n, "Parameter sharing": 55 * 55 * 96 neurons with 11 * 11 * 3 weights and a bias each.</summary>
    [Fact]
    public void Without_sharing_AlexNets_first_layer_has_105705600_parameters()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 227, 227]).LocallyConnected("conv1", 96, 11, 4);
        Assert.Equal([1, 96, 55, 55], y.Shape);
        Assert.Equal(105_705_600, graph.Parameters);
        Assert.Equal(105_705_600, ModelCost.Of(y).Parameters);
        var shared = new Graph();
        var conv1 = shared.Input("image", [1, 3, 227, 227]).Convolution("conv1", 96, 11, 4);
        Assert.Equal(y.Shape, conv1.Shape);
        Assert.Equal(55 * 55, graph.Parameters / shared.Parameters);
    }

    /// <summary>The same layer on a smaller image, with the filters of a convolution written to every position.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_layer_without_sharing_computes_the_convolution_where_its_weights_repeat(string device)
    {
        const int filters = 4, taps = 3 * 11 * 11, positions = 3 * 3;
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, seed: 2);
        var graph = new Graph();
        var image = graph.Input("image", [1, 3, 19, 19]);
        graph.Output("shared", image.Convolution("conv1", filters, 11, 4));
        graph.Output("unshared", image.LocallyConnected("local1", filters, 11, 4));
        using var plan = Plan.Compile(graph, opened, variables);
        var random = new Random(3);
        plan.Input("image").Write([.. Enumerable.Range(0, 3 * 19 * 19).Select(_ => random.NextSingle() - 0.5f)]);
        float[] shared = variables.Read("conv1/filters"), unshared = new float[positions * taps * filters];
        for (int i = 0; i < unshared.Length; i++) unshared[i] = shared[i % filters * taps + i / filters % taps];
        variables.Write("local1/filters", unshared);
        variables.Write("conv1/bias", [1, 2, 3, 4]);
        variables.Write("local1/bias", [.. Enumerable.Range(0, filters * positions).Select(i => 1f + i / positions)]);
        plan.Run();
        Agreement.Compare([.. plan.Output("shared").ToArray().Select(value => (double)value)],
            [.. plan.Output("unshared").ToArray().Select(value => (double)value)], 1e-5, device);
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

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Three_3x3_layers_have_27_C_squared_weights_and_one_7x7_layer_49(int channels)
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, channels, 16, 16]);
        Value small = x.Convolution("a", channels, 3, 1, 1).Convolution("b", channels, 3, 1, 1).Convolution("c", channels, 3, 1, 1),
            large = x.Convolution("d", channels, 7, 1, 3);
        Assert.Equal(small.Shape, large.Shape);
        Assert.Equal(27 * channels * channels, ModelCost.Of(small).Layers.Sum(layer => layer.Weights));
        Assert.Equal(49 * channels * channels, ModelCost.Of(large).Layers.Sum(layer => layer.Weights));
    }

    [Fact]
    public void Two_9x9_filters_on_an_RGB_image_of_120_by_160()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 120, 160]).Convolution("conv", 2, 9);
        Assert.Equal([1, 2, 112, 152], y.Shape);
        Assert.Equal(2 * 3 * 9 * 9 + 2, graph.Parameters);
        Assert.Equal(2L * 112 * 152 * 3 * 9 * 9, ModelCost.Of(y).Total.Multiplications);
    }

    /// <summary>
    /// "w_bound = sqrt(3 * 9 * 9)", uniform from -1 / w_bound to 1 / w_bound: the text's fan-in is under a root in the code.
    /// </summary>
    [Fact]
    public void The_initial_filters_of_the_Theano_tutorial_lie_within_one_over_the_root_of_the_fan_in()
    {
        float[] filters = Initializers.FanIn([2, 3, 9, 9], new Random(1));
        double bound = 1 / Math.Sqrt(3 * 9 * 9);
        Assert.All(filters, value => Assert.InRange(value, -bound, bound));
        Assert.True(filters.Max() > 0.95 * bound && filters.Min() < -0.95 * bound);
    }
}
