using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Insight;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>An activation that is imported and exported again remains the same operator with the same attributes.</summary>
public sealed class ActivationRoundTripTests : IDisposable
{
    private static readonly (string Operator, AttributeProto[] Attributes)[] Activations =
    [
        ("Relu", []),
        ("Sigmoid", []),
        ("Tanh", []),
        ("Softplus", []),
        ("Softsign", []),
        ("HardSwish", []),
        ("Mish", []),
        ("LeakyRelu", [Float("alpha", 0.2f)]),
        ("LeakyRelu", [Float("alpha", -0.5f)]),
        ("Elu", [Float("alpha", 1)]),
        ("Elu", [Float("alpha", 0.7f)]),
        ("Celu", [Float("alpha", 1)]),
        ("Celu", [Float("alpha", 2.5f)]),
        ("Selu", [Float("alpha", 1.67326319217681884765625f), Float("gamma", 1.05070102214813232421875f)]),
        ("Selu", [Float("alpha", 0.5f), Float("gamma", 3)]),
        ("ThresholdedRelu", [Float("alpha", 1)]),
        ("ThresholdedRelu", [Float("alpha", 0)]),
        ("HardSigmoid", [Float("alpha", 0.2f), Float("beta", 0.5f)]),
        ("HardSigmoid", [Float("alpha", 1), Float("beta", 0.25f)]),
        ("HardSigmoid", [Float("alpha", 0.5f), Float("beta", 0)]),
        ("Shrink", [Float("lambd", 0.5f), Float("bias", 0)]),
        ("Shrink", [Float("lambd", 1.5f), Float("bias", 0.25f)]),
        ("Gelu", [String("approximate", "none")]),
        ("Gelu", [String("approximate", "tanh")]),
        ("Swish", [Float("alpha", 1)]),
        ("Swish", [Float("alpha", 1.5f)]),
        ("Softmax", [Int("axis", 1)]),
        ("LogSoftmax", [Int("axis", 1)]),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Activations.Length)];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public void Operator_and_attributes_are_preserved(int index)
    {
        var (name, attributes) = Activations[index];
        using var file = Of(OnnxModel.NewestOpset, name, [X], attributes);
        var node = Assert.Single(RoundTrip(file, OnnxModel.NewestOpset).Node, node => node.OpType != "Constant");
        Assert.Equal(name, node.OpType);
        Assert.Equal(attributes.OrderBy(attribute => attribute.Name), node.Attribute.OrderBy(attribute => attribute.Name));
    }

    [Theory, InlineData("Mish", 17, 18), InlineData("Gelu", 19, 20), InlineData("Swish", 23, 24)]
    public void Files_of_older_versions_have_compositions_instead(string name, int without, int with)
    {
        using var file = Of(OnnxModel.NewestOpset, name, [X], []);
        Assert.DoesNotContain(RoundTrip(file, without).Node, node => node.OpType == name);
        Assert.Contains(RoundTrip(file, with).Node, node => node.OpType == name);
        Assert.Equal(with, OnnxModel.Load(_folder.File("again.onnx")).Opsets[""]);
    }

    [Fact]
    public void PRelu_keeps_its_slopes()
    {
        using var file = new TestModel(16).Input("x", OnnxType.Float, 2, 3, 4).Output("y");
        file.Weight("slopes", OnnxTensor.Of([3, 1], 0.1f, 0.2f, 0.3f));
        file.Node("PRelu", ["x", "slopes"], "y");
        var graph = RoundTrip(file, 17);
        Assert.Equal(["x", "slopes"], Assert.Single(graph.Node).Input);
        Assert.Equal("PRelu", graph.Node[0].OpType);
    }

    [Theory, InlineData(-1f, 2f), InlineData(0f, 6f), InlineData(null, 2f), InlineData(0f, null), InlineData(-3f, null)]
    public void Clip_keeps_its_limits(float? min, float? max)
    {
        using var file = new TestModel(13).Input("x", OnnxType.Float, 2, 3).Output("y");
        if (min is { } low) file.Weight("min", OnnxTensor.Of([], low));
        if (max is { } high) file.Weight("max", OnnxTensor.Of([], high));
        file.Node("Clip", ["x", min is null ? "" : "min", max is null ? "" : "max"], "y");
        var graph = RoundTrip(file, 17);
        var clip = Assert.Single(graph.Node, node => node.OpType != "Constant");
        Assert.Equal("Clip", clip.OpType);
        Assert.Equal((min, max), (Limit(1), Limit(2)));

        float? Limit(int input) => clip.Input.Count > input && clip.Input[input].Length > 0
            ? BitConverter.ToSingle(graph.Node.Single(node => node.Output[0] == clip.Input[input]).Attribute[0].T.RawData.Span)
            : null;
    }

    private static OnnxTensor X => OnnxTensor.Of([2, 3], -2, -0.5f, 0, 0.25f, 1, 3);

    /// <summary>Imports the model, exports it, checks that it computes the same, and returns the exported graph.</summary>
    private GraphProto RoundTrip(TestModel file, int opset)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var model = file.Load();
        var graph = new Graph();
        foreach (var (name, result) in model.Import(graph).Outputs) graph.Output(name, result.Value!);
        string again = _folder.File("again.onnx");
        OnnxExport.Save(again, graph, variables, new OnnxExportOptions { Opset = opset });
        var inputs = model.Inputs.ToDictionary(input => input.Name, input => (IReadOnlyList<OnnxTensor>)[Random(input.Shape!)]);
        using OnnxSession first = new(model, device), second = new(OnnxModel.Load(again), device);
        string output = model.Outputs[0].Name;
        AssertClose(first.Run(inputs)[output][0].ToDoubles(), second.Run(inputs)[output][0], 1e-5);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(again)).Graph;
    }
}
