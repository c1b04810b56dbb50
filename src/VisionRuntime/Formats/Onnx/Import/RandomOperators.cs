using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Random operators. ONNX does not specify the generator, so the values are Vision's own: they differ from run to run, are the same
/// on every device, and depend on the node's name and seed.
/// </summary>
internal static class RandomOperators
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Dropout", Dropout),
        ("RandomUniform", call => call.Return(Uniform(call, ShapeAttribute(call)), call.Type("dtype") ?? OnnxType.Float)),
        ("RandomNormal", call => call.Return(Normal(call, ShapeAttribute(call)), call.Type("dtype") ?? OnnxType.Float)),
        ("RandomUniformLike", call => call.Return(Uniform(call, call.ShapeOf(0)), call.Type("dtype") ?? call.TypeOf(0))),
        ("RandomNormalLike", call => call.Return(Normal(call, call.ShapeOf(0)), call.Type("dtype") ?? call.TypeOf(0))),
        ("Bernoulli", Bernoulli),
    ];

    /// <summary>The random operators that a model uses.</summary>
    public static IEnumerable<string> UsedBy(OnnxModel model) =>
        model.Proto.Graph.Node.Select(node => node.OpType).Where(name => Handlers.Any(handler => handler.Item1 == name))
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Since version 12 the model says whether it is in training mode, before that the graph does. In inference the input is passed
    /// on, and the mask is all true.
    /// </summary>
    private static void Dropout(NodeCall call)
    {
        double ratio = DropoutRatio(call);
        if (ratio is not (>= 0 and < 1)) throw call.Error($"the ratio {ratio} is not in [0, 1)");
        var maskType = call.Version < 10 ? call.TypeOf(0) : OnnxType.Bool;
        if (ratio == 0)
        {
            call.Return(0, call.Operand(0));
            if (call.HasOutput(1)) call.Return(1, call.Graph.Constant([], 1).Expand(call.ShapeOf(0)), maskType);
            return;
        }
        var mask = call.Map(GreaterOrEqual(Input(0), (float)ratio), call.Graph.RandomUniform(call.Name, call.ShapeOf(0), seed: Seed(call)));
        call.Return(call.Map(Input(0) * Input(1) * (float)(1 / (1 - ratio)), call[0], mask));
        call.Return(1, mask, maskType);
    }

    /// <summary>The probability with which elements are dropped; 0 in inference.</summary>
    private static double DropoutRatio(NodeCall call)
    {
        if (call.Version < 12) return call.Graph.Training && call.Int("is_test") == 0 ? call.Float("ratio", 0.5f) : 0;
        bool training = call.Has(2) && call.KnownScalar(2, "training_mode") != 0;
        return !training ? 0 : call.Has(1) ? call.KnownScalar(1, "ratio") : 0.5;
    }

    private static void Bernoulli(NodeCall call)
    {
        var uniform = call.Graph.RandomUniform(call.Name, call.ShapeOf(0), seed: Seed(call));
        call.Return(call.Map(Greater(Input(0), Input(1)), call[0], uniform), call.Type("dtype") ?? call.TypeOf(0));
    }

    private static Value Uniform(NodeCall call, Shape shape) =>
        call.Graph.RandomUniform(call.Name, shape, call.Float("low"), call.Float("high", 1), Seed(call));

    private static Value Normal(NodeCall call, Shape shape) =>
        call.Graph.RandomNormal(call.Name, shape, call.Float("mean"), call.Float("scale", 1), Seed(call));

    /// <summary>The seed is an integer for Dropout and a float for the others.</summary>
    private static ulong Seed(NodeCall call) =>
        call.Operator == "Dropout" ? unchecked((ulong)call.Int("seed")) : BitConverter.SingleToUInt32Bits(call.Float("seed"));

    private static Shape ShapeAttribute(NodeCall call) =>
        call.ToShape(call.Ints("shape") ?? throw call.Error("the attribute 'shape' is missing"));
}
