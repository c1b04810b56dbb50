using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators whose output shape depends on the values of their input, so that these must be known at import.</summary>
internal static class HostSelection
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("NonZero", call => [NonZero(call)]),
        ("Unique", Unique),
    ];

    /// <summary>The indices of the elements that are not 0, a column for each.</summary>
    private static OnnxTensor NonZero(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        HostOperators.RequireCount(call, x.Count);
        int[] found = [.. Enumerable.Range(0, x.Count).Where(i => x[i] != 0)], strides = x.Shape.Strides();
        HostOperators.RequireCount(call, (long)x.Shape.Rank * found.Length);
        var indices = Enumerable.Range(0, x.Shape.Rank)
            .SelectMany(axis => found.Select(index => (long)(index / strides[axis] % x.Shape[axis])));
        return OnnxTensor.Of(OnnxType.Int64, [x.Shape.Rank, found.Length], indices.ToArray());
    }

    /// <summary>
    /// The unique elements, or slices along an axis; the index where each occurs first; for each element of the input the index of
    /// its unique element; and how often each occurs.
    /// </summary>
    private static OnnxTensor[] Unique(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        HostOperators.RequireCount(call, x.Count);
        if (!call.HasAttribute("axis")) x = x.Reshape([x.Count]);
        int axis = call.HasAttribute("axis") ? call.Axis(call.Int("axis"), x.Shape.Rank) : 0, length = x.Shape[axis];
        var matrix = Shapes.AsMatrix(x.Shape, axis);
        int inner = length == 0 ? 0 : matrix[1] / length;
        int[][] slices = [.. Enumerable.Range(0, length).Select(i => SliceAt(i).ToArray())];
        var order = Comparer<int>.Create((left, right) =>
            slices[left].Zip(slices[right], (a, b) => x[a].CompareTo(x[b])).FirstOrDefault(difference => difference != 0));
        var groups = new SortedDictionary<int, List<int>>(order);
        for (int i = 0; i < length; i++)
        {
            if (groups.TryGetValue(i, out var occurrences)) occurrences.Add(i);
            else groups.Add(i, [i]);
        }
        List<int>[] unique = call.Int("sorted", 1) != 0 ? [.. groups.Values] : [.. groups.Values.OrderBy(group => group[0])];
        var inverse = new long[length];
        for (int i = 0; i < unique.Length; i++)
        {
            foreach (int occurrence in unique[i]) inverse[occurrence] = i;
        }
        int[] lengths = [.. x.Shape];
        lengths[axis] = unique.Length;
        int[] gathered = [.. Enumerable.Range(0, matrix[0]).SelectMany(row => unique.SelectMany(group => RowOf(row, group[0])))];
        return
        [
            x.Gather(Shape.Of(lengths), gathered),
            OnnxTensor.Of(OnnxType.Int64, [unique.Length], [.. unique.Select(group => (long)group[0])]),
            OnnxTensor.Of(OnnxType.Int64, [length], inverse),
            OnnxTensor.Of(OnnxType.Int64, [unique.Length], [.. unique.Select(group => (long)group.Count)]),
        ];

        IEnumerable<int> RowOf(int row, int i) => Enumerable.Range((row * length + i) * inner, inner);

        IEnumerable<int> SliceAt(int i) => Enumerable.Range(0, matrix[0]).SelectMany(row => RowOf(row, i));
    }
}
