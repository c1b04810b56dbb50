using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

/// <summary>LeNet-5 as published in LeCun et al. 1998, layer by layer.</summary>
public class LeNet5Tests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    /// <summary>
    /// Section II.B gives for each layer its trainable parameters and its connections: 60,000 and 340,908 with the 840 of the output.
    /// </summary>
    [Fact]
    public void Each_layer_has_the_parameters_and_connections_of_the_paper()
    {
        (string Layer, int[] Maps, int Parameters, int Connections)[] paper =
        [
            ("conv1", [6, 28, 28], 156, 122_304),
            ("subsample2", [6, 14, 14], 12, 5_880),
            ("conv3", [16, 10, 10], 1_516, 151_600),
            ("subsample4", [16, 5, 5], 32, 2_000),
            ("conv5", [120, 1, 1], 48_120, 48_120),
            ("fc6", [84], 10_164, 10_164),
        ];
        var graph = ModelCatalog.Find("lenet5-1998")!.ToGraph();
        var layers = ModelCost.Of(graph).Layers;
        foreach (var (name, maps, parameters, connections) in paper)
        {
            var layer = layers.Single(layer => layer.Name == name);
            Assert.Equal([1, .. maps], layer.OutputShape);
            Assert.Equal(parameters, layer.Parameters);
            // A unit of a convolution has a connection for each of the weights that its map shares, one of subsampling for each of its
            // four pixels and its bias.
            int units = maps.Skip(1).Aggregate(1, (product, length) => product * length);
            bool subsamples = name.StartsWith("subsample", StringComparison.Ordinal);
            Assert.Equal(connections, subsamples ? layer.Activations * (4 + 1) : layer.Parameters * units);
        }
        Assert.Equal(60_000, graph.Parameters);
        int features = graph.Nodes.First(node => node.Name == "fc6").Outputs[0].Shape[1];
        Assert.Equal(340_908, paper.Sum(layer => layer.Connections) + 10 * features);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Subsampling_multiplies_the_sum_of_four_pixels_and_squashes_it(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var graph = ModelCatalog.Find("lenet5-1998")!.ToGraph();
        graph.Output("conv1", graph.Nodes.First(node => node.Name == "squash").Outputs[0]);
        graph.Output("subsample2", graph.Nodes.First(node => node.Name == "squash#2").Outputs[0]);
        using var plan = Plan.Compile(graph, opened, variables);
        variables.Write("subsample2/coefficient", [0.5f, -1, 0, 2, 1, 0.25f]);
        variables.Write("subsample2/bias", [0.1f, 0.2f, 0.3f, 0, 0, -1]);
        var random = new Random(4);
        plan.Input("images").Write([.. Enumerable.Range(0, 32 * 32).Select(_ => random.NextSingle())]);
        plan.Run();
        float[] below = plan.Output("conv1").ToArray(), above = plan.Output("subsample2").ToArray();
        double[] coefficients = [0.5, -1, 0, 2, 1, 0.25], biases = [0.1, 0.2, 0.3, 0, 0, -1], expected = new double[above.Length];
        for (int map = 0; map < 6; map++)
        for (int y = 0; y < 14; y++)
        for (int x = 0; x < 14; x++)
        {
            double At(int dy, int dx) => below[(map * 28 + 2 * y + dy) * 28 + 2 * x + dx];
            double sum = At(0, 0) + At(0, 1) + At(1, 0) + At(1, 1);
            expected[(map * 14 + y) * 14 + x] = 1.7159 * Math.Tanh(2.0 / 3 * (coefficients[map] * sum + biases[map]));
        }
        Agreement.Compare(expected, [.. above.Select(value => (double)value)], 1e-4, device);
    }

    /// <summary>
    /// Where F6 shows the bitmap of a digit, that digit's unit is 0 and every other the squared distance: 4 for each pixel in which the
    /// bitmaps differ.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void The_output_is_the_negative_squared_distance_from_each_bitmap(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var graph = ModelCatalog.Find("lenet5-1998")!.ToGraph();
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Input("images").Write(new float[32 * 32]);
        // Without weights F6 is A tanh(S bias), and the inverse of that is the bias that shows a bitmap.
        variables.Write("fc6/weights", new float[120 * 84]);
        var bitmaps = Enumerable.Range(0, 10).Select(digit => Bitmap(graph, digit)).ToArray();
        for (int digit = 0; digit < 10; digit++)
        {
            variables.Write("fc6/bias", [.. bitmaps[digit].Select(pixel => (float)(1.5 * Math.Atanh(pixel / 1.7159)))]);
            plan.Run();
            float[] logits = plan.Output("logits").ToArray();
            for (int other = 0; other < 10; other++)
            {
                int different = bitmaps[digit].Zip(bitmaps[other]).Count(pair => pair.First != pair.Second);
                Assert.Equal(-4 * different, logits[other], 2e-3f);
                if (other != digit) Assert.InRange(different, 12, 84);
            }
        }
    }

    [Fact]
    public void Other_images_are_refused() =>
        Assert.Contains("pad digits of 28x28 by 2",
            Assert.Throws<ShapeException>(() => LeNet.LeNet5Published(new Graph().Input("images", [1, 1, 28, 28]))).Message,
            StringComparison.Ordinal);

    private static float[] Bitmap(Graph graph, int digit)
    {
        float[] codes = graph.Constants.Single(constant => constant.Key.Shape.SequenceEqual([10, 84])).Value;
        Assert.All(codes, code => Assert.Equal(1, Math.Abs(code)));
        return codes[(digit * 84)..((digit + 1) * 84)];
    }
}
