using ShaderKernels.Backends.Cpu;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Document 002: small filters in a stack against one large one, the Theano tutorial's first layer, and SAS' batch normalization.</summary>
public class CostsOfDocument002Tests
{
    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Three_3x3_layers_have_27_C_squared_weights_and_one_7x7_layer_49(int channels)
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, channels, 16, 16]);
        Value small = x.Convolution("a", channels, 3, 1, 1).Convolution("b", channels, 3, 1, 1).Convolution("c", channels, 3, 1, 1), large = x.Convolution("d", channels, 7, 1, 3);
        Assert.Equal(small.Shape, large.Shape);
        Assert.Equal(27 * channels * channels, ModelCost.Of(small).Layers.Sum(layer => layer.Weights));
        Assert.Equal(49 * channels * channels, ModelCost.Of(large).Layers.Sum(layer => layer.Weights));
    }

    [Fact]
    public void Three_3x3_layers_see_3_5_and_7_pixels()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 2, 16, 16]).Convolution("a", 2, 3).Relu().Convolution("b", 2, 3).Relu().Convolution("c", 2, 3);
        var fields = ReceptiveField.Of(y).Where(field => field.Layer.Length == 1).ToArray();
        Assert.Equal(["a", "b", "c"], fields.Select(field => field.Layer));
        Assert.Equal([3, 5, 7], fields.Select(field => field.Height.Size));
        Assert.Equal([3, 5, 7], fields.Select(field => field.Width.Size));
    }

    [Fact]
    public void Two_9x9_filters_on_an_RGB_picture_of_120_by_160()
    {
        var graph = new Graph();
        var y = graph.Input("image", [1, 3, 120, 160]).Convolution("conv", 2, 9);
        Assert.Equal([1, 2, 112, 152], y.Shape);
        Assert.Equal(2 * 3 * 9 * 9 + 2, graph.Parameters);
        Assert.Equal(2L * 112 * 152 * 3 * 9 * 9, ModelCost.Of(y).Total.Multiplications);
    }

    /// <summary>"w_bound = sqrt(3 * 9 * 9)", uniform from -1 / w_bound to 1 / w_bound: the text's fan-in is under a root in the code.</summary>
    [Fact]
    public void Its_filters_begin_within_one_over_the_root_of_the_fan_in()
    {
        float[] filters = Initializers.FanIn([2, 3, 9, 9], new Random(1));
        double bound = 1 / Math.Sqrt(3 * 9 * 9);
        Assert.All(filters, value => Assert.InRange(value, -bound, bound));
        Assert.True(filters.Max() > 0.95 * bound && filters.Min() < -0.95 * bound);
    }

    /// <summary>SAS: "each mean would be the mean of (3 x 5 x 5) = 75 values."</summary>
    [Fact]
    public void Batch_normalization_of_three_observations_of_two_5x5_maps_averages_75_values()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph(training: true);
        var x = graph.Input("maps", [3, 2, 5, 5]);
        graph.Output("y", x.BatchNormalization("norm", statistics: BatchStatistics.MovingAverage(0, unbiased: false)));
        using var plan = Plan.Compile(graph, device, variables);
        // One number of the first map is 75: it shows in the first mean as 1, whichever observation has it, and in the second not at all.
        foreach (int place in (int[])[0, 2 * 25 + 7, 5 * 25 - 1])
        {
            var numbers = new float[150];
            numbers[place] = 75;
            plan.Input("maps").Write(numbers);
            plan.Run();
            Assert.Equal([1, 0], variables.Read("norm/mean"));
            Assert.Equal(74, variables.Read("norm/variance")[0], 1e-4f);
        }
    }
}
