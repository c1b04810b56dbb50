using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators that change the shape of known tensors or move their elements.</summary>
internal static class HostShapes
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("Reshape", call => [HostOperators.Input(call, 0).Reshape(Shapes.Reshaped(call))]),
        ("Flatten", call => [HostOperators.Input(call, 0).Reshape(Shapes.Flattened(call))]),
        ("Squeeze", call => [HostOperators.Input(call, 0).Reshape(Shapes.Squeezed(call))]),
        ("Unsqueeze", call => [HostOperators.Input(call, 0).Reshape(Shapes.Unsqueezed(call))]),
        ("Expand", call => [Expand(call)]),
        ("Transpose", call => [Transpose(call)]),
        ("Concat", call => [Concatenate(call)]),
        ("Slice", call => [Slice(call)]),
        ("Split", Split),
        ("Gather", call => [Gather(call)]),
        ("Tile", call => [Tile(call)]),
    ];

    private static OnnxTensor Expand(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        var shape = Shapes.Expanded(call);
        return x.Count == 1 ? x.Fill(shape) : x.Gather(shape, HostArithmetic.BroadcastIndices(call, x.Shape, shape));
    }

    private static OnnxTensor Transpose(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int[] permutation = Shapes.Permutation(call), strides = x.Shape.Strides();
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank)))
            throw call.Error($"[{string.Join(", ", permutation)}] is not a permutation of the axes of {x.Shape}");
        return Copy(call, x, x.Shape.Permute(permutation), new int[x.Shape.Rank], [.. permutation.Select(axis => strides[axis])]);
    }

    private static OnnxTensor Slice(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        var (starts, lengths, steps) = SliceRange.Of(call);
        int[] strides = x.Shape.Strides();
        int[] offsets = [.. starts.Select((start, axis) => start * strides[axis])];
        return Copy(call, x, Shape.Of(lengths), offsets, [.. steps.Select((step, axis) => step * strides[axis])]);
    }

    private static OnnxTensor[] Split(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), start = 0;
        int[] strides = x.Shape.Strides();
        return [.. Shapes.SplitLengths(call, x.Shape[axis]).Select(part =>
        {
            int[] offsets = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (offsets[axis], lengths[axis]) = (start * strides[axis], part);
            start += part;
            return Copy(call, x, Shape.Of(lengths), offsets, strides);
        })];
    }

    /// <summary>Copies elements with an offset and a stride for each axis of the result.</summary>
    private static OnnxTensor Copy(NodeCall call, OnnxTensor x, Shape shape, int[] offsets, int[] strides)
    {
        var indices = new int[HostOperators.RequireCount(call, shape.Count)];
        int[] shapeStrides = shape.Strides();
        for (int i = 0; i < indices.Length; i++)
        {
            for (int axis = 0; axis < shape.Rank; axis++)
                indices[i] += offsets[axis] + i / shapeStrides[axis] % shape[axis] * strides[axis];
        }
        return x.Gather(shape, indices);
    }

    private static OnnxTensor Concatenate(NodeCall call)
    {
        var parts = Enumerable.Range(0, call.InputCount).Select(i => HostOperators.Input(call, i)).ToArray();
        var first = parts[0].Shape;
        int axis = call.Axis(call.Int("axis", 1), first.Rank);
        var wrong = parts.FirstOrDefault(part => !Matches(part.Shape));
        if (wrong is not null) throw call.Error($"{first} and {wrong.Shape} cannot be concatenated along axis {axis}");
        HostOperators.RequireCount(call, parts.Sum(part => (long)part.Count));
        int[] lengths = [.. first];
        lengths[axis] = parts.Sum(part => part.Shape[axis]);
        int rows = Shapes.AsMatrix(first, axis)[0];
        return parts[0].Type.IsFloat()
            ? OnnxTensor.Of(parts[0].Type, Shape.Of(lengths), Interleave([.. parts.Select(part => part.ToDoubles())], rows))
            : OnnxTensor.Of(parts[0].Type, Shape.Of(lengths), Interleave([.. parts.Select(part => part.ToIntegers())], rows));

        bool Matches(Shape shape) => shape.Rank == first.Rank && !shape.Where((length, i) => i != axis && length != first[i]).Any();
    }

    /// <summary>The first row of each part, then the second of each, and so on.</summary>
    private static T[] Interleave<T>(T[][] parts, int rows)
    {
        return [.. Enumerable.Range(0, rows).SelectMany(row => parts.SelectMany(part => Row(part, row)))];

        ArraySegment<T> Row(T[] part, int row) => new(part, row * (part.Length / rows), part.Length / rows);
    }

    private static OnnxTensor Gather(NodeCall call)
    {
        OnnxTensor x = HostOperators.Input(call, 0), indices = HostOperators.Input(call, 1);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), length = x.Shape[axis];
        var matrix = Shapes.AsMatrix(x.Shape, axis);
        int inner = length == 0 ? 0 : matrix[1] / length;
        HostOperators.RequireCount(call, (long)matrix[0] * indices.Count * inner);
        var shape = Shape.Of([.. x.Shape.Take(axis), .. indices.Shape, .. x.Shape.Skip(axis + 1)]);
        int[] chosen = [.. indices.ToIntegers().Select(index => call.Axis(index, length))];
        return x.Gather(shape, [.. Enumerable.Range(0, matrix[0]).SelectMany(row => chosen.SelectMany(index => Elements(row, index)))]);

        IEnumerable<int> Elements(int row, int index) => Enumerable.Range((row * length + index) * inner, inner);
    }

    private static OnnxTensor Tile(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        long[] repeats = call.KnownIntegers(1, "repeats");
        if (call.Version < 6 || repeats.Length != x.Shape.Rank)
            throw call.Error($"{repeats.Length} repeats for the {x.Shape.Rank} axes of {x.Shape}");
        var shape = call.ToShape([.. x.Shape.Select((length, axis) => checked(length * repeats[axis]))]);
        var indices = new int[HostOperators.RequireCount(call, shape.Count)];
        int[] shapeStrides = shape.Strides(), strides = x.Shape.Strides();
        for (int i = 0; i < indices.Length; i++)
        {
            for (int axis = 0; axis < shape.Rank; axis++)
                indices[i] += i / shapeStrides[axis] % shape[axis] % x.Shape[axis] * strides[axis];
        }
        return x.Gather(shape, indices);
    }
}
