using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Operators that draw random numbers. The standard leaves the generator open, so the numbers are Vision's own: others in each run, the same on
/// every device, chosen by the node's name and seed.
/// </summary>
internal static class Randoms
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Dropout", Dropout),
        ("RandomUniform", call => call.Return(Uniform(call, Asked(call)), Type(call, OnnxType.Float))),
        ("RandomNormal", call => call.Return(Normal(call, Asked(call)), Type(call, OnnxType.Float))),
        ("RandomUniformLike", call => call.Return(Uniform(call, call.ShapeOf(0)), Type(call, call.TypeOf(0)))),
        ("RandomNormalLike", call => call.Return(Normal(call, call.ShapeOf(0)), Type(call, call.TypeOf(0)))),
        ("Bernoulli", call => call.Return(call.Map(Greater(Input(0), Input(1)), call[0], call.Graph.RandomUniform(call.Name, call.ShapeOf(0), seed: Seed(call))), Type(call, call.TypeOf(0)))),
    ];

    /// <summary>The operators of a model that may draw.</summary>
    public static IEnumerable<string> Used(OnnxModel model) =>
        model.Proto.Graph.Node.Select(node => node.OpType).Where(name => Handlers.Any(handler => handler.Item1 == name)).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Since version 12 the model says whether it trains; before, the graph does. Nothing is dropped when scoring: the input passes, and the mask is all true.
    /// </summary>
    private static void Dropout(NodeCall call)
    {
        bool training = call.Version >= 12 ? call.Has(2) && call.KnownNumber(2, "training_mode") != 0 : call.Graph.Training && call.Int("is_test") == 0;
        double ratio = !training ? 0 : call.Version >= 12 ? call.Has(1) ? call.KnownNumber(1, "ratio") : 0.5 : call.Float("ratio", 0.5f);
        if (ratio is not (>= 0 and < 1)) throw call.Error($"a ratio of {ratio}; it must be from 0 up to, not including, 1");
        var mask = call.Version < 10 ? call.TypeOf(0) : OnnxType.Bool;
        if (ratio == 0)
        {
            call.Pass(0, call.Operand(0));
            if (call.Wants(1)) call.Return(1, call.Graph.Constant([], 1).Expand(call.ShapeOf(0)), mask);
            return;
        }
        var kept = call.Map(GreaterOrEqual(Input(0), (float)ratio), call.Graph.RandomUniform(call.Name, call.ShapeOf(0), seed: Seed(call)));
        call.Return(call.Map(Input(0) * Input(1) * (float)(1 / (1 - ratio)), call[0], kept));
        call.Return(1, kept, mask);
    }

    private static Value Uniform(NodeCall call, Shape shape) => call.Graph.RandomUniform(call.Name, shape, call.Float("low"), call.Float("high", 1), Seed(call));

    private static Value Normal(NodeCall call, Shape shape) => call.Graph.RandomNormal(call.Name, shape, call.Float("mean"), call.Float("scale", 1), Seed(call));

    /// <summary>A floating number in the file, an integer for dropout.</summary>
    private static ulong Seed(NodeCall call) => call.Operator == "Dropout" ? unchecked((ulong)call.Int("seed")) : BitConverter.SingleToUInt32Bits(call.Float("seed"));

    private static OnnxType Type(NodeCall call, OnnxType missing) => call.HasAttribute("dtype") ? OnnxTypes.Of((int)call.Int("dtype"), call.Name) : missing;

    private static Shape Asked(NodeCall call) => Shape.Of([.. (call.Ints("shape") ?? throw call.Error("it has no shape")).Select(call.Dimension)]);
}
