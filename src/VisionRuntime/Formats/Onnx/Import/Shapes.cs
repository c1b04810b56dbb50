using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Operators that change shapes or move elements without computing anything.</summary>
internal static class Shapes
{
    private const int MaxParts = 1 << 20;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Identity", call => call.Return(0, call.AnyOperand(0))),
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

    /// <summary>The shape that Reshape asks for: 0 keeps a dimension unless allowzero is set, and one -1 is inferred.</summary>
    public static Shape Reshaped(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] wanted = call.IntsOrInput("shape", 1) ?? throw call.Error("'shape' is missing");
        bool zeroKeeps = call.Int("allowzero") == 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] != 0 || !zeroKeeps) continue;
            wanted[i] = i < shape.Rank
                ? shape[i]
                : throw call.Error($"[{string.Join(", ", wanted)}] keeps dimension {i}, which {shape} does not have");
        }
        int inferred = Array.IndexOf(wanted, -1);
        if (inferred >= 0)
        {
            long others = wanted.Where((_, i) => i != inferred).Aggregate(1L, (product, length) => checked(product * length));
            if (others <= 0 || shape.Count % others != 0) throw call.Error($"{shape} cannot be reshaped to [{string.Join(", ", wanted)}]");
            wanted[inferred] = shape.Count / others;
        }
        return call.ToShape(wanted);
    }

    public static Shape Flattened(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long axis = call.Int("axis", 1);
        if (axis < -shape.Rank || axis > shape.Rank) throw call.Error($"axis {axis} is out of range for {shape}");
        return AsMatrix(shape, (int)(axis < 0 ? axis + shape.Rank : axis));
    }

    /// <summary>The matrix of all axes before an axis, and of it and all after it.</summary>
    public static Shape AsMatrix(Shape shape, int axis)
    {
        int rows = shape.Take(axis).Aggregate(1, (product, length) => checked(product * length));
        return [rows, shape.Skip(axis).Aggregate(1, (product, length) => checked(product * length))];
    }

    public static Shape Squeezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int[] axes = call.IntsOrInput("axes", 1) is { } given
            ? [.. given.Select(axis => call.Axis(axis, shape.Rank))]
            : [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1)];
        if (axes.FirstOrDefault(axis => shape[axis] != 1, -1) is var wrong and >= 0)
            throw call.Error($"axis {wrong} of {shape} cannot be removed because its length is not 1");
        return Shape.Of([.. shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    public static Shape Unsqueezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] given = call.IntsOrInput("axes", 1) ?? throw call.Error("'axes' is missing");
        int rank = shape.Rank + given.Length;
        var axes = given.Select(axis => call.Axis(axis, rank)).ToHashSet();
        if (axes.Count != given.Length) throw call.Error($"the axes [{string.Join(", ", given)}] are not distinct");
        var lengths = new Queue<int>(shape);
        return Shape.Of([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : lengths.Dequeue())]);
    }

    public static int[] Permutation(NodeCall call)
    {
        int rank = call.ShapeOf(0).Rank;
        return call.Ints("perm") is { } given ? [.. given.Select(axis => call.Axis(axis, rank))] : [.. Enumerable.Range(0, rank).Reverse()];
    }

    public static Shape Expanded(NodeCall call)
    {
        var shape = Shape.Broadcast(call.ShapeOf(0), call.ToShape(call.KnownIntegers(1, "shape")));
        return call.ToShape([.. shape.Select(length => (long)length)]);
    }

    /// <summary>The lengths of the parts of Split: as given, or equal with a shorter last part.</summary>
    public static int[] SplitLengths(NodeCall call, int length)
    {
        int[] parts = call.IntsOrInput("split", 1) is { } given ? call.Dimensions(given) : EqualParts();
        if (parts.Sum(part => (long)part) != length)
            throw call.Error($"the parts [{string.Join(", ", parts)}] do not add up to the length {length} of the axis");
        return parts.Length == call.OutputCount
            ? parts
            : throw call.Error($"it splits into {parts.Length} parts but has {call.OutputCount} outputs");

        int[] EqualParts()
        {
            int count = (int)Math.Clamp(call.Int("num_outputs", call.OutputCount), 1, MaxParts), part = (length + count - 1) / count;
            return [.. Enumerable.Range(0, count).Select(i => Math.Clamp(length - i * part, 0, part))];
        }
    }

    /// <summary>The dimensions from start to end, as a tensor.</summary>
    private static OnnxTensor DimensionsOf(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int start = Clamp(call.Int("start")), end = Clamp(call.Int("end", shape.Rank));
        long[] lengths = [.. shape.Skip(start).Take(Math.Max(0, end - start)).Select(length => (long)length)];
        return OnnxTensor.Of(OnnxType.Int64, [lengths.Length], lengths);

        int Clamp(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
    }

    private static void Concatenate(NodeCall call)
    {
        var values = Enumerable.Range(0, call.InputCount).Select(i => call[i]).ToArray();
        int axis = call.Axis(call.Int("axis", 1), call.ShapeOf(0).Rank); // optional before version 4
        var copy = StridedCopy.Concatenate(axis, [.. values.Select(value => value.Shape)]);
        call.Return(values.Length == 1 ? values[0] : call.Apply(copy, values));
    }

    private static void Slice(NodeCall call)
    {
        var (starts, lengths, steps) = SliceRange.Of(call);
        call.Return(call.Apply(StridedCopy.Slice(call.ShapeOf(0), starts, lengths, steps), call[0]));
    }

    private static void Split(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), start = 0;
        int[] parts = SplitLengths(call, x.Shape[axis]);
        for (int i = 0; i < parts.Length; i++)
        {
            int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (starts[axis], lengths[axis]) = (start, parts[i]);
            if (call.HasOutput(i)) call.Return(i, call.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x));
            start += parts[i];
        }
    }

    private static void Tile(NodeCall call)
    {
        long[] repeats = call.Version < 6 ? RepeatsOfVersion1(call) : call.KnownIntegers(1, "repeats");
        call.Return(call[0].Tile(call.Dimensions(repeats)));
    }

    /// <summary>Before version 6 one axis was repeated; the number of tiles and the axis were inputs.</summary>
    private static long[] RepeatsOfVersion1(NodeCall call)
    {
        var repeats = Enumerable.Repeat(1L, call.ShapeOf(0).Rank).ToArray();
        repeats[call.Axis((long)call.KnownScalar(2, "axis"), repeats.Length)] = (long)call.KnownScalar(1, "tiles");
        return repeats;
    }
}
