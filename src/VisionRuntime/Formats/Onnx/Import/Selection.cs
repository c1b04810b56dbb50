using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Operators that select elements by value, by condition or by sequence length.</summary>
internal static class Selection
{
    /// <summary>The maximum number of pairs of elements that TopK compares at once: 128 MiB.</summary>
    private const long MaxPairs = 1 << 25;

    /// <summary>The maximum k where TopK finds one element after the other.</summary>
    private const int MaxSteps = 256;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("TopK", TopK),
        ("Compress", call => call.Return(Compress(call))),
        ("ReverseSequence", call => call.Return(ReverseSequence(call))),
    ];

    /// <summary>
    /// The k largest or smallest elements along an axis in order, and their indices; of equal elements the first comes first.
    /// </summary>
    private static void TopK(NodeCall call)
    {
        var x = call[0];
        if (x.Shape.Rank == 0) throw call.Error("its input is a scalar and has no axis");
        int last = x.Shape.Rank - 1, axis = call.Axis(call.Int("axis", -1), x.Shape.Rank), length = x.Shape[axis];
        int k = call.Dimension(call.Version < 10 ? call.Int("k") : (long)call.KnownScalar(1, "k"));
        if (k > length) throw call.Error($"k = {k} is greater than the length {length} of axis {axis} of {x.Shape}");
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        (order[axis], order[last]) = (last, axis); // its own inverse
        var lines = axis == last ? x : x.Transpose(order);
        bool largest = call.Int("largest", 1) != 0, empty = k == 0 || length == 0;
        Value indices;
        if (empty) indices = call.Graph.Constant([.. lines.Shape.Take(last), k], new float[lines.Shape.Count / Math.Max(1, length) * k]);
        else if (x.Shape.Count * length <= MaxPairs) indices = IndicesByRank(call, lines, largest, k);
        else if (k <= MaxSteps) indices = IndicesOneByOne(call, lines, largest, k);
        else throw call.Unsupported($"with k = {k} of {length}");
        var values = empty ? indices : lines.GatherElements(indices, last);
        call.Return(0, axis == last ? values : values.Transpose(order));
        call.Return(1, axis == last ? indices : indices.Transpose(order), OnnxType.Int64);
    }

    /// <summary>The rank of an element is the number of elements that come before it.</summary>
    private static Value IndicesByRank(NodeCall call, Value lines, bool largest, int k)
    {
        int last = lines.Shape.Rank - 1, length = lines.Shape[last];
        Value element = lines.Reshape([.. lines.Shape, 1]), other = lines.Reshape([.. lines.Shape.Take(last), 1, length]);
        Value index = call.Range([length, 1]), otherIndex = call.Range([1, length]);
        var better = largest ? Greater(Input(1), Input(0)) : Greater(Input(0), Input(1));
        var isBefore = Select(Equal(Input(0), Input(1)), Greater(Input(2), Input(3)), better);
        var rank = call.Map(isBefore, element, other, index, otherIndex).Sum(last + 1).Reshape(lines.Shape);
        var indices = call.Range([length]).Expand(lines.Shape);
        return call.Graph.Constant([], 0).Expand(lines.Shape).ScatterElements(rank, indices, last).Slice(last, 0, k);
    }

    private static Value IndicesOneByOne(NodeCall call, Value lines, bool largest, int k)
    {
        int last = lines.Shape.Rank - 1;
        var positions = call.Range([lines.Shape[last]]);
        float worst = largest ? float.NegativeInfinity : float.PositiveInfinity;
        var indices = new Value[k];
        for (int i = 0; i < k; i++)
        {
            indices[i] = largest ? lines.ArgMax(last) : lines.ArgMin(last);
            lines = call.Map(Select(Equal(Input(1), Input(2)), worst, Input(0)), lines, positions, indices[i]);
        }
        return Join.Concatenate(last, indices);
    }

    /// <summary>The slices along an axis, or the elements of the flattened input, whose condition is true.</summary>
    private static Value Compress(NodeCall call)
    {
        long[] condition = call.KnownIntegers(1, "condition");
        bool flat = !call.HasAttribute("axis");
        var x = flat ? call[0].Reshape([checked((int)call[0].Shape.Count)]) : call[0];
        int axis = flat ? 0 : call.Axis(call.Int("axis"), x.Shape.Rank);
        if (condition.Length > x.Shape[axis])
            throw call.Error($"the condition has {condition.Length} elements, axis {axis} of {x.Shape} only {x.Shape[axis]}");
        return x.Resample(axis, Taps.Select(x.Shape[axis], Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0)));
    }

    /// <summary>Reverses the first elements of each sequence, as many as its length.</summary>
    private static Value ReverseSequence(NodeCall call)
    {
        Value x = call[0], lengths = call[1];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} must have a batch axis and a time axis");
        int batch = call.Axis(call.Int("batch_axis", 1), x.Shape.Rank), time = call.Axis(call.Int("time_axis"), x.Shape.Rank);
        if (batch == time || lengths.Shape != Shape.Of(x.Shape[batch]))
            throw call.Error($"sequence_lens {lengths.Shape} does not match {x.Shape} with batch axis {batch} and time axis {time}");
        int[] alongTime = [.. Enumerable.Repeat(1, x.Shape.Rank)], alongBatch = [.. alongTime];
        (alongTime[time], alongBatch[batch]) = (x.Shape[time], x.Shape[batch]);
        var source = Select(Greater(Input(1), Input(0)), Input(1) - 1f - Input(0), Input(0));
        var indices = call.Map(source, call.Range(Shape.Of(alongTime)), lengths.Reshape(Shape.Of(alongBatch)));
        return x.GatherElements(indices.Expand(x.Shape), time);
    }
}
