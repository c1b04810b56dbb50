using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators whose result is as long as the numbers make it, so that these must be known at import.</summary>
internal static class HostSets
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("NonZero", call => [NonZero(call)]),
        ("Unique", Unique),
    ];

    /// <summary>The places of the elements that are not 0, one a column.</summary>
    private static OnnxTensor NonZero(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int[] places = [.. Enumerable.Range(0, x.Count).Where(i => x[i] != 0)], strides = x.Shape.Strides();
        return OnnxTensor.Of(OnnxType.Int64, [x.Shape.Rank, places.Length], Enumerable.Range(0, x.Shape.Rank).SelectMany(axis => places.Select(place => (long)(place / strides[axis] % x.Shape[axis]))).ToArray());
    }

    /// <summary>The numbers, or the slices of an axis, that differ; where each is met first, which of them each place holds, and how often it is met.</summary>
    private static OnnxTensor[] Unique(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        if (!call.HasAttribute("axis")) x = x.Reshape([x.Count]);
        int axis = call.HasAttribute("axis") ? call.Axis(call.Int("axis"), x.Shape.Rank) : 0, length = x.Shape[axis];
        var matrix = Shapes.AsMatrix(x.Shape, axis);
        int inner = length == 0 ? 0 : matrix[1] / length;
        // The places of each slice's elements.
        int[][] slices = [.. Enumerable.Range(0, length).Select(i => Enumerable.Range(0, matrix[0]).SelectMany(row => Enumerable.Range((row * length + i) * inner, inner)).ToArray())];
        var order = Comparer<int>.Create((left, right) => slices[left].Zip(slices[right], (a, b) => x[a].CompareTo(x[b])).FirstOrDefault(difference => difference != 0));
        var groups = new SortedDictionary<int, List<int>>(order);
        for (int i = 0; i < length; i++)
        {
            if (groups.TryGetValue(i, out var met)) met.Add(i);
            else groups.Add(i, [i]);
        }
        List<int>[] chosen = call.Int("sorted", 1) != 0 ? [.. groups.Values] : [.. groups.Values.OrderBy(group => group[0])];
        var inverse = new long[length];
        for (int i = 0; i < chosen.Length; i++)
        {
            foreach (int place in chosen[i]) inverse[place] = i;
        }
        int[] lengths = [.. x.Shape];
        lengths[axis] = chosen.Length;
        int[] picked = [.. Enumerable.Range(0, matrix[0]).SelectMany(row => chosen.SelectMany(group => Enumerable.Range((row * length + group[0]) * inner, inner)))];
        return
        [
            x.Pick(Shape.Of(lengths), picked),
            OnnxTensor.Of(OnnxType.Int64, [chosen.Length], [.. chosen.Select(group => (long)group[0])]),
            OnnxTensor.Of(OnnxType.Int64, [length], inverse),
            OnnxTensor.Of(OnnxType.Int64, [chosen.Length], [.. chosen.Select(group => (long)group.Count)]),
        ];
    }
}
