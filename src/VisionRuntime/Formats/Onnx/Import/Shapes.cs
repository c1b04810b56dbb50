using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Operators that move numbers without computing.</summary>
internal static class Shapes
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Identity", call => call.Pass(0, call.Any(0))),
        ("Reshape", call => call.Return(call[0].Reshape(Reshaped(call)))),
        ("Flatten", call => call.Return(call[0].Reshape(Flattened(call)))),
        ("Squeeze", call => call.Return(call[0].Reshape(Squeezed(call)))),
        ("Unsqueeze", call => call.Return(call[0].Reshape(Unsqueezed(call)))),
        ("Transpose", call => call.Return(call[0].Transpose(Permutation(call)))),
        ("Expand", call => call.Return(call[0].Expand(Expanded(call)))),
        ("Concat", Concatenate),
        ("Slice", Slice),
        ("Split", Split),
        ("Tile", Tile),
        ("Shape", call => call.Return(0, DimensionsOf(call))),
        ("Size", call => call.Return(0, OnnxTensor.Of(OnnxType.Int64, [], call.ShapeOf(0).Count))),
    ];

    /// <summary>The dimensions from start to end, as a tensor.</summary>
    private static OnnxTensor DimensionsOf(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int start = Clamped(call.Int("start")), end = Clamped(call.Int("end", shape.Rank));
        long[] lengths = [.. shape.Skip(start).Take(Math.Max(0, end - start)).Select(length => (long)length)];
        return OnnxTensor.Of(OnnxType.Int64, [lengths.Length], lengths);

        int Clamped(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
    }

    /// <summary>0 keeps a dimension unless allowzero is set, one -1 takes what is left.</summary>
    public static Shape Reshaped(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] wanted = call.IntsOrInput("shape", 1) ?? throw call.Error("it has no shape to reshape to");
        bool keep = call.Int("allowzero") == 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == 0 && keep) wanted[i] = i < shape.Rank ? shape[i] : throw call.Error($"[{string.Join(", ", wanted)}] keeps dimension {i}, which {shape} does not have");
        }
        int open = Array.IndexOf(wanted, -1);
        if (open >= 0)
        {
            long others = wanted.Where((_, i) => i != open).Aggregate(1L, (product, length) => checked(product * length));
            if (others <= 0 || shape.Count % others != 0) throw call.Error($"{shape} cannot become [{string.Join(", ", wanted)}]");
            wanted[open] = shape.Count / others;
        }
        return Shape.Of([.. wanted.Select(call.Dimension)]);
    }

    public static Shape Flattened(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long axis = call.Int("axis", 1);
        if (axis < -shape.Rank || axis > shape.Rank) throw call.Error($"axis {axis} of {shape} is not there");
        return AsMatrix(shape, (int)(axis < 0 ? axis + shape.Rank : axis));
    }

    /// <summary>[what is before the axis, the axis and what is behind it].</summary>
    public static Shape AsMatrix(Shape shape, int axis)
    {
        int before = shape.Take(axis).Aggregate(1, (product, length) => checked(product * length));
        return [before, shape.Skip(axis).Aggregate(1, (product, length) => checked(product * length))];
    }

    public static Shape Squeezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int[] axes = call.IntsOrInput("axes", 1) is { } given ? [.. given.Select(axis => call.Axis(axis, shape.Rank))] : [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1)];
        if (axes.FirstOrDefault(axis => shape[axis] != 1, -1) is var wrong and >= 0) throw call.Error($"axis {wrong} of {shape} is not 1 long and cannot be left out");
        return Shape.Of([.. shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    public static Shape Unsqueezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] given = call.IntsOrInput("axes", 1) ?? throw call.Error("it has no axes");
        int rank = shape.Rank + given.Length;
        var axes = given.Select(axis => call.Axis(axis, rank)).ToHashSet();
        if (axes.Count != given.Length) throw call.Error($"its axes [{string.Join(", ", given)}] name one twice");
        var lengths = new Queue<int>(shape);
        return Shape.Of([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : lengths.Dequeue())]);
    }

    public static int[] Permutation(NodeCall call)
    {
        int rank = call.ShapeOf(0).Rank;
        return call.Ints("perm") is { } given ? [.. given.Select(axis => call.Axis(axis, rank))] : [.. Enumerable.Range(0, rank).Reverse()];
    }

    public static Shape Expanded(NodeCall call) =>
        Shape.Broadcast(call.ShapeOf(0), Shape.Of([.. call.KnownIntegers(1, "shape").Select(call.Dimension)]));

    private static void Concatenate(NodeCall call)
    {
        var values = Enumerable.Range(0, call.Count).Select(i => call[i]).ToArray();
        int axis = call.Axis(call.Int("axis", 1), call.ShapeOf(0).Rank); // before version 4 the axis could be left out
        call.Return(values.Length == 1 ? values[0] : call.Apply(StridedCopy.Concatenate(axis, [.. values.Select(value => value.Shape)]), values));
    }

    private static void Slice(NodeCall call)
    {
        var (starts, lengths, steps) = SliceRange.Of(call);
        call.Return(call.Apply(StridedCopy.Slice(call.ShapeOf(0), starts, lengths, steps), call[0]));
    }

    private static void Split(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), from = 0;
        int[] parts = SplitLengths(call, x.Shape[axis]);
        if (parts.Sum() != x.Shape[axis]) throw call.Error($"its parts [{string.Join(", ", parts)}] do not add up to axis {axis} of {x.Shape}");
        if (parts.Length != call.OutputCount) throw call.Error($"it splits into {parts.Length} parts and has {call.OutputCount} outputs");
        for (int i = 0; i < parts.Length; i++)
        {
            int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (starts[axis], lengths[axis]) = (from, parts[i]);
            if (call.Wants(i)) call.Return(i, call.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x));
            from += parts[i];
        }
    }

    /// <summary>As given, or as even as can be with the last part the shorter.</summary>
    public static int[] SplitLengths(NodeCall call, int length)
    {
        if (call.IntsOrInput("split", 1) is { } given) return [.. given.Select(call.Dimension)];
        int parts = (int)Math.Clamp(call.Int("num_outputs", call.OutputCount), 1, 1 << 20), each = (length + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(length - i * each, 0, each))];
    }

    private static void Tile(NodeCall call)
    {
        long[] repeats = call.Version < 6 ? OldRepeats(call) : call.KnownIntegers(1, "repeats");
        call.Return(call[0].Tile([.. repeats.Select(call.Dimension)]));
    }

    /// <summary>Before version 6 one axis was repeated, both given as inputs.</summary>
    private static long[] OldRepeats(NodeCall call)
    {
        var repeats = Enumerable.Repeat(1L, call.ShapeOf(0).Rank).ToArray();
        repeats[call.Axis((long)call.KnownNumber(2, "axis"), repeats.Length)] = (long)call.KnownNumber(1, "tiles");
        return repeats;
    }
}
