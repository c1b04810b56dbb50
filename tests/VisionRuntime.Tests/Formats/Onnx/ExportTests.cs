using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats.Onnx;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Zoo => [.. ModelCatalog.Names];

    public static TheoryData<string> Operators => [.. ExportCases.Operators.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Zoo))]
    public void Networks_survive_a_round_trip(string name) =>
        ExportedGraph.Write(_folder.File("model.onnx"), ExportCases.Zoo[name]).AssertRoundTrip();

    [Theory, MemberData(nameof(Operators))]
    public void Operators_survive_a_round_trip(string name) =>
        ExportedGraph.Write(_folder.File("model.onnx"), ExportCases.Operators[name]).AssertRoundTrip();

    [Theory, InlineData("resnet18"), InlineData("alexnet"), InlineData("dqn-dueling"), InlineData("text-cnn")]
    public void Weights_keep_their_names_and_values(string name)
    {
        var graph = new Graph();
        ExportCases.Zoo[name](graph);
        string file = ExportedGraph.Write(_folder.File("model.onnx"), ExportCases.Zoo[name],
            new OnnxExportOptions { Metadata = new Dictionary<string, string> { ["network"] = name } }).File;
        var model = OnnxModel.Load(file);
        Assert.Equal(graph.Variables.Keys.Order(StringComparer.Ordinal), model.Initializers.Keys.Order(StringComparer.Ordinal));
        Assert.All(model.Initializers, weight => Assert.Equal(graph.Variables[weight.Key].Value.Shape, weight.Value.Shape));
        Assert.Equal(name, model.Metadata["network"]);
        Assert.StartsWith("Vision ", model.Producer, StringComparison.Ordinal);
        var again = new Graph();
        model.Import(again);
        // A weight of one number, such as the bias of a single output, is a setting to the importer.
        Assert.Equal(graph.Variables.Values.Where(variable => variable.Trainable && variable.Value.Shape.Count > 1)
            .Sum(variable => variable.Value.Shape.Count), again.Parameters);
    }

    [Fact]
    public void Operators_of_ONNX_are_written_as_such()
    {
        string[] Types(Action<Graph> build) =>
            [.. OnnxModel.Load(ExportedGraph.Write(_folder.File("model.onnx"), build).File).Proto.Graph.Node.Select(node => node.OpType)
                .Where(type => type != "Constant")];
        Assert.Equal(["Conv", "BatchNormalization", "Relu", "MaxPool"], Types(ExportCases.Zoo["resnet50"]).Take(4));
        Assert.Equal(["Conv", "Relu", "LRN", "MaxPool"], Types(ExportCases.Zoo["alexnet"]).Take(4));
        foreach (string name in (string[])["LeakyRelu", "Elu", "Celu", "Selu", "Softplus", "Softsign", "HardSigmoid", "HardSwish",
            "ThresholdedRelu", "Sign", "Ceil", "Reciprocal"])
            Assert.Equal([name, "Expand"], Types(ExportCases.Operators[$"map {name}"]));
        Assert.Equal(["Clip", "Expand"], Types(ExportCases.Operators["map Relu6"]));
        Assert.Equal(["PRelu"], Types(ExportCases.Operators["a slope for each channel"]).TakeLast(1));
        Assert.Equal(["Resize", "Resize"], Types(ExportCases.Operators["cubic resizing"]));
        Assert.Equal(["Transpose"], Types(ExportCases.Operators["transposition"]));
        Assert.Equal(["Slice"], Types(ExportCases.Operators["slices forwards and backwards"]));
    }

    [Theory, InlineData("resnet18"), InlineData("alexnet"), InlineData("dcgan-generator"), InlineData("dqn-dueling")]
    [InlineData("impala-small"), InlineData("text-cnn"), InlineData("tiny-yolo-v2"), InlineData("zfnet")]
    public void The_batch_dimension_can_be_symbolic(string name)
    {
        var model = ModelCatalog.Find(name)!;
        string file = _folder.File("open.onnx");
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 3);
        var (network, shape) = name switch
        {
            "resnet18" => (x => ResNet.Build(x, [1, 1, 1, 1], classes: 10, width: 8), [1, 3, 64, 64]),
            "alexnet" => (x => AlexNet.Build(x, 10, 6), [1, 3, 227, 227]),
            "zfnet" => (x => ZFNet.Build(x, 10, 6), [1, 3, 224, 224]),
            "dcgan-generator" => (x => Dcgan.Generator(x, 3, 32), [1, 100]),
            "tiny-yolo-v2" => (x => TinyYolo.V2(x, width: 2), [1, 3, 416, 416]),
            _ => (model.Network, model.InputShape),
        };
        var graph = Of(2);
        variables.Add(graph);
        OnnxExport.Save(file, graph, variables, new OnnxExportOptions { BatchDimension = "N" });
        Assert.Equal("N", OnnxModel.Load(file).Inputs[0].Dimensions![0].Symbol);
        Assert.Equal("N", OnnxModel.Load(file).Outputs[0].Dimensions![0].Symbol);
        using var plan = Plan.Compile(Of(3), device, variables);
        float[] numbers = [.. Enumerable.Range(0, (int)plan.Input("x").Shape.Count).Select(i => name == "text-cnn" ? i % 7 : MathF.Sin(i))];
        plan.Input("x").Write(numbers);
        plan.Run();
        var given = new Dictionary<string, IReadOnlyList<OnnxTensor>> { ["x"] = [OnnxTensor.Of(plan.Input("x").Shape, numbers)] };
        using var session = OnnxSession.For(OnnxModel.Load(file), device, given);
        ExportedGraph.Compare(name, OnnxTensor.Of(plan.Output("y").Shape, plan.Output("y").ToArray()), session.Run(given)["y"][0], 1e-5,
            1e-5);

        Graph Of(int batch)
        {
            var made = new Graph();
            made.Output("y", network(made.Input("x", [batch, .. shape.Skip(1)])));
            return made;
        }
    }

    [Fact]
    public void A_symbolic_batch_is_refused_where_samples_are_mixed()
    {
        string message = Refusal(graph =>
            graph.Output("y", graph.Input("x", [4, 3]).Mean(0).Relu() + graph.Input("x2", [4, 3]).Reshape([12]).Relu().Reshape([4, 3])),
            new OnnxExportOptions { BatchDimension = "N" });
        Assert.Contains("ReduceMean ('reducemean'), ", message, StringComparison.Ordinal);
        Assert.Contains("export with a fixed batch size", message, StringComparison.Ordinal);
        Assert.Contains("a batch of 2",
            Refusal(graph => graph.Output("y", graph.Input("x", [1, 3]).Relu()), new OnnxExportOptions { BatchDimension = "N" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void All_operators_that_cannot_be_exported_are_listed()
    {
        string message = Refusal(graph =>
        {
            var x = graph.Input("x", [1, 2, 6, 6]);
            var noise = graph.Apply(new RandomNumbers([1, 2, 5, 5], Distribution.Normal, 1), "noise", graph.Variable("counter", [2]))[0];
            var back = graph.Apply(new PoolGradient(PoolKind.Average, new(2), new(2), 6, 6), "way back", noise)[0];
            graph.Apply(new NonMaxSuppression(3), "unread", graph.Input("boxes", [1, 5, 4]), graph.Input("scores", [1, 1, 5]));
            graph.Output("y", (x + back).Relu());
        });
        Assert.EndsWith("unsupported RandomNormal ('noise'), AveragePoolGradient ('way back')", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_that_are_not_for_inference_are_refused()
    {
        Assert.Contains("a training graph",
            Refusal(graph => { var v = graph.Variable("v", [2]); graph.Output("y", v.Relu()); graph.Update(v, v * 2); }),
            StringComparison.Ordinal);
        Assert.Contains("no outputs", Refusal(graph => graph.Input("x", [2])), StringComparison.Ordinal);
        Assert.Contains("called 'x'", Refusal(graph => graph.Output("x", graph.Input("x", [2]).Relu())), StringComparison.Ordinal);
        Assert.Contains("2 GB", Refusal(graph => graph.Output("y", graph.Input("x", [1, 30000]).Dense("huge", 30000))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_names_are_made_unique()
    {
        ExportedGraph.Write(_folder.File("model.onnx"), graph =>
        {
            var x = graph.Input("x", [1, 3]);
            var w = graph.Variable("y", [3, 3], Initializers.Glorot); // as the output is called
            graph.Output("y", graph.Apply(new MatMul(), "x", x,
                graph.Apply(new MatMul(), "constant", w, graph.Constant([3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9))[0])[0]);
        }).AssertRoundTrip();
    }

    private string Refusal(Action<Graph> build, OnnxExportOptions? options = null)
    {
        var graph = new Graph();
        build(graph);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        string message = Assert.ThrowsAny<OnnxException>(() =>
            OnnxExport.Save(_folder.File("refused.onnx"), graph, variables, options)).Message;
        Assert.Empty(_folder.Files);
        return message;
    }
}
