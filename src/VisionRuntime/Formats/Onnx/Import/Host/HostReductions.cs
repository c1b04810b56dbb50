using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Reductions of known numbers.</summary>
internal static class HostReductions
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        Reduce("ReduceProd", (x, y) => unchecked(x * y), (x, y) => x * y, 1),
        Reduce("ReduceSum", (x, y) => unchecked(x + y), (x, y) => x + y, 0),
        Reduce("ReduceMax", Math.Max, Math.Max, null),
        Reduce("ReduceMin", Math.Min, Math.Min, null),
    ];

    private static (string, HostHandler) Reduce(string name, Func<long, long, long> whole, Func<double, double, double> real, long? nothing) => (name, call =>
    {
        var x = HostOperators.Input(call, 0);
        int[] axes = [.. (call.IntsOrInput("axes", 1) ?? []).Select(axis => call.Axis(axis, x.Shape.Rank))];
        if (axes.Length == 0 && call.Int("noop_with_empty_axes") != 0) return [x];
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        var kept = Shape.Of([.. x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length)]);
        if (x.Count == 0 && kept.Count > 0 && nothing is null) throw call.Error($"{x.Shape} has no largest or smallest number");
        int[] places = HostArithmetic.Places(call, kept, x.Shape);
        var shape = call.Int("keepdims", 1) != 0 ? kept : Reductions.Without(x.Shape, axes);
        if (x.Type.IsFloat())
        {
            var sums = new double?[kept.Count];
            for (int i = 0; i < x.Count; i++) sums[places[i]] = sums[places[i]] is { } sum ? real(sum, x[i]) : x[i];
            return [OnnxTensor.Of(x.Type, shape, Array.ConvertAll(sums, sum => sum ?? nothing!.Value))];
        }
        long[] values = x.ToIntegers();
        var totals = new long?[kept.Count];
        for (int i = 0; i < values.Length; i++) totals[places[i]] = totals[places[i]] is { } total ? whole(total, values[i]) : values[i];
        return [OnnxTensor.Of(x.Type, shape, Array.ConvertAll(totals, total => total ?? nothing!.Value))];
    });
}
