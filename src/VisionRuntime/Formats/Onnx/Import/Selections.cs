using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Operators that choose elements by their size, by a list of conditions or by the lengths of sequences.</summary>
internal static class Selections
{
    /// <summary>Most pairs of numbers that are compared at once to rank them: 128 MiB.</summary>
    private const long MostPairs = 1 << 25;

    /// <summary>Most steps, each of which finds the next largest number.</summary>
    private const int MostSteps = 256;

    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("TopK", TopK),
        ("Compress", call => call.Return(Compress(call))),
        ("ReverseSequence", call => call.Return(ReverseSequence(call))),
    ];

    /// <summary>The k largest or smallest of an axis, in order, and their places; of equals the first comes first.</summary>
    private static void TopK(NodeCall call)
    {
        var x = call[0];
        if (x.Shape.Rank == 0) throw call.Error("it chooses from a single number, which has no axis");
        int last = x.Shape.Rank - 1, axis = call.Axis(call.Int("axis", -1), x.Shape.Rank), length = x.Shape[axis];
        int k = call.Dimension(call.Version < 10 ? call.Int("k") : KnownCount(call));
        if (k > length) throw call.Error($"it chooses {k} of the {length} of axis {axis} of {x.Shape}");
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        (order[axis], order[last]) = (last, axis); // its own inverse
        var lines = axis == last ? x : x.Transpose(order);
        bool largest = call.Int("largest", 1) != 0;
        var places = k == 0 || length == 0 ? call.Graph.Constant([.. lines.Shape.Take(last), k], new float[lines.Shape.Count / Math.Max(1, length) * k])
            : x.Shape.Count * length <= MostPairs ? Ranked(call, lines, largest, k)
            : k <= MostSteps ? OneByOne(call, lines, largest, k)
            : throw call.Unsupported($"of {k} of {length}");
        var values = k == 0 || length == 0 ? places : lines.GatherElements(places, last);
        call.Return(0, axis == last ? values : values.Transpose(order));
        call.Return(1, axis == last ? places : places.Transpose(order), OnnxType.Int64);
    }

    private static long KnownCount(NodeCall call) => (long)call.KnownNumber(1, "k");

    /// <summary>A number's place in the order is how many come before it.</summary>
    private static Value Ranked(NodeCall call, Value lines, bool largest, int k)
    {
        int last = lines.Shape.Rank - 1, length = lines.Shape[last];
        Value one = lines.Reshape([.. lines.Shape, 1]), other = lines.Reshape([.. lines.Shape.Take(last), 1, length]);
        Value mine = Counted(call, [length, 1]), theirs = Counted(call, [1, length]);
        var better = largest ? Greater(Input(1), Input(0)) : Greater(Input(0), Input(1));
        var before = call.Map(Select(Equal(Input(0), Input(1)), Greater(Input(2), Input(3)), better), one, other, mine, theirs);
        var rank = before.Sum(last + 1).Reshape(lines.Shape);
        var places = Counted(call, [length]).Expand(lines.Shape);
        return call.Graph.Constant([], 0).Expand(lines.Shape).ScatterElements(rank, places, last).Slice(last, 0, k);
    }

    private static Value OneByOne(NodeCall call, Value lines, bool largest, int k)
    {
        int last = lines.Shape.Rank - 1;
        var counted = Counted(call, [lines.Shape[last]]);
        var places = new Value[k];
        for (int i = 0; i < k; i++)
        {
            places[i] = largest ? lines.ArgMax(last) : lines.ArgMin(last);
            lines = call.Map(Select(Equal(Input(1), Input(2)), largest ? float.NegativeInfinity : float.PositiveInfinity, Input(0)), lines, counted, places[i]);
        }
        return Join.Concatenate(last, places);
    }

    /// <summary>The elements of an axis (or of all, one behind the other) whose condition is true.</summary>
    private static Value Compress(NodeCall call)
    {
        long[] condition = call.KnownIntegers(1, "condition");
        bool flat = !call.HasAttribute("axis");
        var x = flat ? call[0].Reshape([checked((int)call[0].Shape.Count)]) : call[0];
        int axis = flat ? 0 : call.Axis(call.Int("axis"), x.Shape.Rank);
        if (condition.Length > x.Shape[axis]) throw call.Error($"{condition.Length} conditions for the {x.Shape[axis]} elements of axis {axis} of {x.Shape}");
        return x.Resample(axis, Taps.Select(x.Shape[axis], Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0)));
    }

    /// <summary>The first elements of each line turned around, as many as its length says.</summary>
    private static Value ReverseSequence(NodeCall call)
    {
        Value x = call[0], lengths = call[1];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} must have an axis of time and one of sequences");
        int batch = call.Axis(call.Int("batch_axis", 1), x.Shape.Rank), time = call.Axis(call.Int("time_axis"), x.Shape.Rank);
        if (batch == time || lengths.Shape != Shape.Of(x.Shape[batch])) throw call.Error($"{lengths.Shape} lengths along axis {batch} do not fit {x.Shape} with its time along axis {time}");
        int[] along = [.. Enumerable.Repeat(1, x.Shape.Rank)], across = [.. along];
        (along[time], across[batch]) = (x.Shape[time], x.Shape[batch]);
        var places = call.Map(Select(Greater(Input(1), Input(0)), Input(1) - 1f - Input(0), Input(0)), Counted(call, Shape.Of(along)), lengths.Reshape(Shape.Of(across)));
        return x.GatherElements(places.Expand(x.Shape), time);
    }

    private static Value Counted(NodeCall call, Shape shape) => call.Graph.Constant(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)i)]);
}
