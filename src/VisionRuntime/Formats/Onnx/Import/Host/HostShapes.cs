using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators that move known numbers.</summary>
internal static class HostShapes
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("Reshape", call => [HostOperators.Input(call, 0).Reshape(Shapes.Reshaped(call))]),
        ("Flatten", call => [HostOperators.Input(call, 0).Reshape(Shapes.Flattened(call))]),
        ("Squeeze", call => [HostOperators.Input(call, 0).Reshape(Shapes.Squeezed(call))]),
        ("Unsqueeze", call => [HostOperators.Input(call, 0).Reshape(Shapes.Unsqueezed(call))]),
        ("Expand", call => [Expand(call, HostOperators.Input(call, 0), Shapes.Expanded(call))]),
        ("Transpose", call => [Transpose(call)]),
        ("Concat", call => [Concatenate(call)]),
        ("Slice", call => [Slice(call)]),
        ("Split", Split),
        ("Gather", call => [Gather(call)]),
        ("Tile", call => [Tile(call)]),
    ];

    private static OnnxTensor Expand(NodeCall call, OnnxTensor x, Shape shape) => x.Pick(shape, HostArithmetic.Places(call, x.Shape, shape));

    private static OnnxTensor Transpose(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int[] permutation = Shapes.Permutation(call), strides = x.Shape.Strides();
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank))) throw call.Error($"[{string.Join(", ", permutation)}] is not an order of the axes of {x.Shape}");
        return Walk(call, x, x.Shape.Permute(permutation), new int[x.Shape.Rank], [.. permutation.Select(axis => strides[axis])]);
    }

    private static OnnxTensor Slice(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        var (starts, lengths, steps) = SliceRange.Of(call);
        int[] strides = x.Shape.Strides();
        return Walk(call, x, Shape.Of(lengths), [.. starts.Select((start, axis) => start * strides[axis])], [.. steps.Select((step, axis) => step * strides[axis])]);
    }

    private static OnnxTensor[] Split(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), from = 0;
        int[] parts = Shapes.SplitLengths(call, x.Shape[axis]), strides = x.Shape.Strides();
        if (parts.Sum() != x.Shape[axis] || parts.Length != call.OutputCount) throw call.Error($"its parts [{string.Join(", ", parts)}] do not fit axis {axis} of {x.Shape} and {call.OutputCount} outputs");
        return [.. parts.Select(part =>
        {
            int[] offsets = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (offsets[axis], lengths[axis]) = (from * strides[axis], part);
            from += part;
            return Walk(call, x, Shape.Of(lengths), offsets, strides);
        })];
    }

    private static OnnxTensor Walk(NodeCall call, OnnxTensor x, Shape shape, int[] offsets, int[] steps)
    {
        var places = new int[HostOperators.RequireCount(call, shape.Count)];
        int[] strides = shape.Strides();
        for (int i = 0; i < places.Length; i++)
        {
            for (int axis = 0; axis < shape.Rank; axis++) places[i] += offsets[axis] + i / strides[axis] % shape[axis] * steps[axis];
        }
        return x.Pick(shape, places);
    }

    private static OnnxTensor Concatenate(NodeCall call)
    {
        var parts = Enumerable.Range(0, call.Count).Select(i => HostOperators.Input(call, i)).ToArray();
        var first = parts[0].Shape;
        int axis = call.Axis(call.Int("axis", 1), first.Rank);
        var wrong = parts.FirstOrDefault(part => part.Shape.Rank != first.Rank || part.Shape.Where((length, i) => i != axis && length != first[i]).Any());
        if (wrong is not null) throw call.Error($"{first} and {wrong.Shape} differ elsewhere than at axis {axis}");
        int[] lengths = [.. first];
        lengths[axis] = parts.Sum(part => part.Shape[axis]);
        var shape = Shape.Of(lengths);
        int outer = Shapes.AsMatrix(first, axis)[0];
        HostOperators.RequireCount(call, shape.Count);
        return Collect(parts[0].Type, shape, Enumerable.Range(0, outer).SelectMany(row => parts.SelectMany(part =>
        {
            int length = part.Count / Math.Max(1, outer);
            return Enumerable.Range(row * length, length).Select(place => (part, place));
        })));
    }

    private static OnnxTensor Collect(OnnxType type, Shape shape, IEnumerable<(OnnxTensor Part, int Place)> places)
    {
        if (type.IsFloat()) return OnnxTensor.Of(type, shape, places.Select(at => at.Part[at.Place]).ToArray());
        var whole = new Dictionary<OnnxTensor, long[]>();
        return OnnxTensor.Of(type, shape, places.Select(at => (whole.TryGetValue(at.Part, out long[]? known) ? known : whole[at.Part] = at.Part.ToIntegers())[at.Place]).ToArray());
    }

    private static OnnxTensor Gather(NodeCall call)
    {
        OnnxTensor x = HostOperators.Input(call, 0), indices = HostOperators.Input(call, 1);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), length = x.Shape[axis];
        var matrix = Shapes.AsMatrix(x.Shape, axis);
        int inner = length == 0 ? 0 : matrix[1] / length;
        var shape = Shape.Of([.. x.Shape.Take(axis), .. indices.Shape, .. x.Shape.Skip(axis + 1)]);
        HostOperators.RequireCount(call, shape.Count);
        int[] chosen = [.. indices.ToIntegers().Select(index => call.Axis(index, length))];
        return x.Pick(shape, [.. Enumerable.Range(0, matrix[0]).SelectMany(row => chosen.SelectMany(index => Enumerable.Range((row * length + index) * inner, inner)))]);
    }

    private static OnnxTensor Tile(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        long[] repeats = call.KnownIntegers(1, "repeats");
        if (call.Version < 6 || repeats.Length != x.Shape.Rank) throw call.Error($"{repeats.Length} repeats for the {x.Shape.Rank} axes of {x.Shape}");
        var shape = Shape.Of([.. x.Shape.Select((length, axis) => checked(length * call.Dimension(repeats[axis])))]);
        var places = new int[HostOperators.RequireCount(call, shape.Count)];
        int[] outer = shape.Strides(), strides = x.Shape.Strides();
        for (int i = 0; i < places.Length; i++)
        {
            for (int axis = 0; axis < shape.Rank; axis++) places[i] += i / outer[axis] % shape[axis] % x.Shape[axis] * strides[axis];
        }
        return x.Pick(shape, places);
    }
}
