using Google.Protobuf;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

/// <summary>The gradients of the losses here are zero, so that penalties alone move the variables.</summary>
public sealed class PenaltyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-penalty").FullName;
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("l1")]
    [InlineData("adamw")]
    public void Penalties_shrink_the_weights_alone(string penalty)
    {
        var graph = new Graph();
        graph.Output("y", Network(graph.Input("x", [1, 2, 5, 5])));
        var weights = Shrunk(graph, Penalized(penalty));
        Assert.Equal(["conv/filters", "dense/weights"], weights);
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("adamw")]
    public void Weights_of_an_imported_network_are_penalized_whatever_their_names(string penalty)
    {
        string file = Path.Combine(_folder, "network.onnx");
        var exported = new Graph();
        exported.Output("y", Network(exported.Input("x", [1, 2, 5, 5])));
        using (var variables = new Variables(_device, 1))
        {
            variables.Add(exported);
            OnnxExport.Save(file, exported, variables);
        }
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        Rename(proto.Graph, "conv/filters", "0.weight");
        Rename(proto.Graph, "dense/weights", "7.weight");
        File.WriteAllBytes(file, proto.ToByteArray());
        var graph = new Graph();
        graph.Output("y", OnnxModel.Load(file).Import(graph, new OnnxBindings { Shapes = { ["x"] = Shape.Of(1, 2, 5, 5) } }).Output("y"));
        Assert.Equal(["0.weight", "7.weight"], Shrunk(graph, Penalized(penalty)));
    }

    [Fact]
    public void What_is_penalized_can_be_chosen()
    {
        var graph = new Graph();
        graph.Output("y", Network(graph.Input("x", [1, 2, 5, 5])));
        var chosen = new Sgd { LearningRate = 0.1f, L2 = 0.5f, Penalized = variable => variable.Role == VariableRole.Scale };
        Assert.Equal(["norm/gamma"], Shrunk(graph, chosen));
    }

    private static Optimizer Penalized(string penalty) => penalty switch
    {
        "l2" => new Sgd { LearningRate = 0.1f, L2 = 0.5f },
        "l1" => new Sgd { LearningRate = 0.1f, L1 = 0.01f },
        _ => new Adam { LearningRate = 0.1f, WeightDecay = 0.5f },
    };

    private static Value Network(Value x) => x.Convolution("conv", 3, 3).BatchNormalization("norm").Relu().Flatten().Dense("dense", 4);

    private static void Rename(GraphProto graph, string from, string to)
    {
        graph.Initializer.Single(tensor => tensor.Name == from).Name = to;
        foreach (var node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i] == from) node.Input[i] = to;
            }
        }
    }

    /// <summary>The trained variables whose elements all came closer to zero in one step; the others must not have changed.</summary>
    private string[] Shrunk(Graph graph, Optimizer optimizer)
    {
        var trained = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();
        optimizer.Minimize((graph.Outputs["y"] * 0).Sum(), trained);
        using var variables = new Variables(_device, 2);
        using var plan = Plan.Compile(graph, _device, variables);
        foreach (var value in trained)
            variables.Write(value.Name, [.. Enumerable.Range(0, (int)value.Shape.Count).Select(i => i % 2 == 0 ? 1.5f : -2f)]);
        plan.Run();
        var shrunk = new List<string>();
        foreach (var value in trained)
        {
            float[] now = variables.Read(value.Name);
            if (now.Select((x, i) => (x, i)).All(e => e.i % 2 == 0 ? e.x == 1.5f : e.x == -2f)) continue;
            Assert.All(now.Select((x, i) => (x, i)), e => Assert.InRange(MathF.Abs(e.x), 1, e.i % 2 == 0 ? 1.4999f : 1.9999f));
            shrunk.Add(value.Name);
        }
        return [.. shrunk.Order(StringComparer.Ordinal)];
    }
}
