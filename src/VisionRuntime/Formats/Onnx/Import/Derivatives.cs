using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>The training preview's Gradient: derivatives of a value of the graph by values that it is computed from.</summary>
internal static class Derivatives
{
    public static IEnumerable<(string, Handler)> Handlers => [("ai.onnx.preview.training.Gradient", Gradient)];

    private static void Gradient(NodeCall call)
    {
        string[] by = call.Texts("xs"), given = [.. by, .. call.Texts("zs")];
        if (!given.SequenceEqual(call.InputNames, StringComparer.Ordinal)) throw call.Unsupported("at another place than that of the values it names");
        var y = call.Named(call.Text("y"));
        var values = by.Select((_, i) => call[i]).ToArray();
        var gradients = Gradients.Of(y.Value.Sum(), values);
        for (int i = 0; i < values.Length; i++) call.Return(i, gradients[i], call.TypeOf(i));
    }
}
