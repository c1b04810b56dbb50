using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Reductions of known tensors, with a function for integers and one for floating point.</summary>
internal static class HostReductions
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        Reduce("ReduceProd", (x, y) => unchecked(x * y), (x, y) => x * y, identity: 1),
        Reduce("ReduceSum", (x, y) => unchecked(x + y), (x, y) => x + y, identity: 0),
        Reduce("ReduceMax", Math.Max, Math.Max, identity: null),
        Reduce("ReduceMin", Math.Min, Math.Min, identity: null),
    ];

    private static (string, HostHandler) Reduce(
        string name, Func<long, long, long> ofIntegers, Func<double, double, double> ofFloats, long? identity) => (name, call =>
    {
        var x = HostOperators.Input(call, 0);
        int[] axes = [.. (call.IntsOrInput("axes", 1) ?? []).Select(axis => call.Axis(axis, x.Shape.Rank))];
        if (axes.Length == 0 && call.Int("noop_with_empty_axes") != 0) return [x];
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        var kept = Shape.Of([.. x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length)]);
        if (x.Count == 0 && kept.Count > 0 && identity is null) throw call.Error($"{x.Shape} is empty and has no maximum or minimum");
        int[] indices = HostArithmetic.BroadcastIndices(call, kept, x.Shape);
        var shape = call.Int("keepdims", 1) != 0 ? kept : Reductions.Without(x.Shape, axes);
        if (x.Type.IsFloat())
        {
            var results = new double?[kept.Count];
            for (int i = 0; i < x.Count; i++) results[indices[i]] = results[indices[i]] is { } result ? ofFloats(result, x[i]) : x[i];
            return [OnnxTensor.Of(x.Type, shape, Array.ConvertAll(results, result => result ?? identity!.Value))];
        }
        long[] values = x.ToIntegers();
        var totals = new long?[kept.Count];
        for (int i = 0; i < values.Length; i++)
            totals[indices[i]] = totals[indices[i]] is { } total ? ofIntegers(total, values[i]) : values[i];
        return [OnnxTensor.Of(x.Type, shape, Array.ConvertAll(totals, total => total ?? identity!.Value))];
    });
}
