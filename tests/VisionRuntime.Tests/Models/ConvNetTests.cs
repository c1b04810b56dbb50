using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

/// <summary>
/// The pattern of CS231n's "Layer patterns", INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC, and its examples.
/// </summary>
public class ConvNetTests
{
    private static readonly ConvNet Linear = new(), OneConvolution = new() { Filters = [4], Pool = null },
        TwoBlocks = new() { Filters = [4, 6], Hidden = [12] },
        ThreeBlocks = new() { ConvolutionsPerBlock = 2, Filters = [4, 6, 8], Hidden = [20, 12] };

    public static TheoryData<string> Devices => TestDevices.Names;

    [Fact]
    public void The_examples_of_the_notes_are_written_as_there()
    {
        Assert.Equal("INPUT -> FC", Linear.ToString());
        Assert.Equal("INPUT -> CONV -> RELU -> FC", OneConvolution.ToString());
        Assert.Equal("INPUT -> [CONV -> RELU -> POOL]*2 -> FC -> RELU -> FC", TwoBlocks.ToString());
        Assert.Equal("INPUT -> [CONV -> RELU -> CONV -> RELU -> POOL]*3 -> [FC -> RELU]*2 -> FC", ThreeBlocks.ToString());
        Assert.Equal("INPUT -> POOL -> FC", new ConvNet { ConvolutionsPerBlock = 0, Filters = [1] }.ToString());
    }

    [Fact]
    public void The_layers_are_those_of_the_pattern()
    {
        Assert.Equal(["images", "fc1"], Layers(Linear));
        Assert.Equal(["images", "conv1_1", "fc1"], Layers(OneConvolution));
        Assert.Equal(["images", "conv1_1", "maxpool", "conv2_1", "maxpool#2", "fc1", "fc2"], Layers(TwoBlocks));
        Assert.Equal(["images", "conv1_1", "conv1_2", "maxpool", "conv2_1", "conv2_2", "maxpool#2", "conv3_1", "conv3_2", "maxpool#3",
            "fc1", "fc2", "fc3"], Layers(ThreeBlocks));

        var graph = new Graph();
        var logits = (ThreeBlocks with { Classes = 7 }).Build(graph.Input("images", [5, 3, 32, 32]));
        Assert.Equal([5, 7], logits.Shape);
        Assert.Equal([5, 8, 4, 4], graph.Nodes.Last(node => node.Operator is Pool).Outputs[0].Shape);
        Assert.All(graph.Nodes.Where(node => node.Operator is Convolution), node =>
            Assert.Equal(Activation.Relu, ((Convolution)node.Operator).Activation));
        Assert.Equal([Activation.Relu, Activation.Relu, Activation.None], graph.Nodes.Select(node => node.Operator).OfType<MatMul>()
            .Select(dense => dense.Activation));
    }

    /// <summary>CS231n's example for CIFAR-10: [32x32x3], [32x32x12], [16x16x12], [1x1x10].</summary>
    [Fact]
    public void The_volumes_of_the_CIFAR_example_are_those_of_the_notes()
    {
        var cost = ModelCost.Of(ModelCatalog.Find("convnet-small")!.ToGraph(training: true));
        Assert.Equal([[1, 3, 32, 32], [1, 12, 32, 32], [1, 12, 16, 16], [1, 10]], cost.Layers.Select(layer => layer.OutputShape.ToArray()));
    }

    /// <summary>f(x) = W x + b and W2 max(0, W1 x + b1) + b2, worked by hand.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Linear_and_two_layer_networks_compute_their_formulas(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var linear = new Graph();
        linear.Output("y", new ConvNet { Classes = 2 }.Build(linear.Input("x", [1, 1, 1, 3])));
        using var linearPlan = Plan.Compile(linear, opened, variables);
        variables.Write("fc1/weights", [1, -1, 2, 0, 3, 5]);
        variables.Write("fc1/bias", [10, 20]);
        linearPlan.Input("x").Write([1, 2, -1]);
        linearPlan.Run();
        // 1 * 1 + 2 * 2 - 1 * 3 + 10 and 1 * -1 + 2 * 0 - 1 * 5 + 20
        Assert.Equal([12, 14], linearPlan.Output("y").ToArray());

        using var others = new Variables(opened);
        var two = new Graph();
        two.Output("y", new ConvNet { Hidden = [2], Classes = 2 }.Build(two.Input("x", [1, 1, 1, 3])));
        using var twoPlan = Plan.Compile(two, opened, others);
        others.Write("fc1/weights", [1, -1, 2, 0, 3, 5]);
        others.Write("fc1/bias", [1, 2]);
        others.Write("fc2/weights", [2, 4, 100, 100]);
        others.Write("fc2/bias", [0, 1]);
        twoPlan.Input("x").Write([1, 2, -1]);
        twoPlan.Run();
        // The hidden units are 2 + 1 and max(0, -6 + 2).
        Assert.Equal([6, 13], twoPlan.Output("y").ToArray());
    }

    [Fact]
    public void Dropout_follows_every_hidden_layer_in_training_alone()
    {
        var net = new ConvNet { Hidden = [8, 8], Dropout = 0.5f };
        Graph training = new(training: true), inference = new();
        net.Build(training.Input("x", [2, 6]));
        net.Build(inference.Input("x", [2, 6]));
        Assert.Equal(2, training.Nodes.Count(node => node.Operator is RandomNumbers));
        Assert.DoesNotContain(inference.Nodes, node => node.Operator is RandomNumbers);
    }

    [Fact]
    public void Pooling_is_chosen_by_its_options()
    {
        var exception = Assert.Throws<ShapeException>(() =>
            new ConvNet { Filters = [4, 4, 4] }.Build(new Graph().Input("images", [1, 3, 28, 28])));
        Assert.Contains("input height 7, window size 2 and stride 2 give 3.5 outputs", exception.Message, StringComparison.Ordinal);
        var graph = new Graph();
        var net = new ConvNet { Filters = [4, 4, 5], Pool = PoolKind.Average, PoolSize = 3, PoolRounding = RoundingMode.Ceiling };
        net.Build(graph.Input("images", [1, 3, 28, 28]));
        var last = graph.Nodes.Last(node => node.Operator is Pool);
        Assert.Equal(PoolKind.Average, ((Pool)last.Operator).Kind);
        Assert.Equal([1, 5, 3, 3], last.Outputs[0].Shape);
    }

    [Fact]
    public void Invalid_options_are_refused_by_name()
    {
        static string Refused(Func<ConvNet> create) => Assert.Throws<ArgumentOutOfRangeException>(create).Message;
        Assert.Contains("ConvolutionsPerBlock must be 0 or more", Refused(() => new ConvNet { ConvolutionsPerBlock = -1 }),
            StringComparison.Ordinal);
        Assert.Contains("Filters must be 1 or more", Refused(() => new ConvNet { Filters = [8, 0] }), StringComparison.Ordinal);
        Assert.Contains("FilterSize must be 1 or more", Refused(() => new ConvNet { FilterSize = 0 }), StringComparison.Ordinal);
        Assert.Contains("PoolSize must be 1 or more", Refused(() => new ConvNet { PoolSize = 0 }), StringComparison.Ordinal);
        Assert.Contains("PoolStride must be 1 or more", Refused(() => new ConvNet { PoolStride = 0 }), StringComparison.Ordinal);
        Assert.Contains("Hidden must be 1 or more", Refused(() => new ConvNet { Hidden = [0] }), StringComparison.Ordinal);
        Assert.Contains("dropout probability", Refused(() => new ConvNet { Dropout = 1 }), StringComparison.Ordinal);
        Assert.Contains("dropout probability", Refused(() => new ConvNet { Dropout = float.NaN }), StringComparison.Ordinal);
        Assert.Contains("Classes must be 1 or more", Refused(() => new ConvNet { Classes = 0 }), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Layers(ConvNet net)
    {
        var graph = new Graph();
        graph.Output("logits", net.Build(graph.Input("images", [1, 3, 32, 32])));
        return ModelCost.Of(graph).Layers.Select(layer => layer.Name);
    }
}
