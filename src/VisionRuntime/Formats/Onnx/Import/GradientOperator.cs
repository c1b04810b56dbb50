using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>The Gradient operator of ONNX's training preview: the derivatives of a value by values that it is computed from.</summary>
internal static class GradientOperator
{
    public static IEnumerable<(string, Handler)> Handlers => [("ai.onnx.preview.training.Gradient", Gradient)];

    private static void Gradient(NodeCall call)
    {
        string[] by = call.Strings("xs"), names = [.. by, .. call.Strings("zs")];
        if (!names.SequenceEqual(call.InputNames, StringComparer.Ordinal))
            throw call.Unsupported("with inputs other than the values named by xs and zs");
        var y = call.Lookup(call.String("y"));
        var values = by.Select((_, i) => call[i]).ToArray();
        var gradients = Gradients.Of(y.Value.Sum(), values);
        for (int i = 0; i < values.Length; i++) call.Return(i, gradients[i], call.TypeOf(i));
    }
}
