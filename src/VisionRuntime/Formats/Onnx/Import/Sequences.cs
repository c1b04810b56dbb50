using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Sums along an axis, triangles and diagonals of matrices.</summary>
internal static class Sequences
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("CumSum", call => call.Return(CumulativeSum(call))),
        ("Trilu", call => call.Return(Triangle(call))),
        ("EyeLike", EyeLike),
        ("LpNormalization", call => call.Return(LpNormalization(call))),
    ];

    /// <summary>Each output is the sum of the inputs up to its place, or from it on where reversed; its own is left out where exclusive.</summary>
    private static Value CumulativeSum(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis((long)call.KnownNumber(1, "axis"), x.Shape.Rank), length = x.Shape[axis];
        if (length > 2048) throw call.Unsupported($"over {length} numbers");
        int own = call.Int("exclusive") != 0 ? 0 : 1;
        bool reverse = call.Int("reverse") != 0;
        return x.Resample(axis, new Taps(length, Enumerable.Range(0, length).Select(i =>
            (reverse ? Enumerable.Range(i + 1 - own, length - i - 1 + own) : Enumerable.Range(0, i + own)).Select(j => new Tap(j)))));
    }

    /// <summary>The upper or lower triangle of each matrix from the k-th diagonal on, zeros elsewhere.</summary>
    private static Value Triangle(NodeCall call)
    {
        var x = call[0];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} is no matrix");
        long k = call.Has(1) ? (long)call.KnownNumber(1, "k") : 0;
        bool upper = call.Int("upper", 1) != 0;
        int rows = x.Shape[-2], columns = x.Shape[-1];
        Value row = Counted(call, [rows, 1]), column = Counted(call, [1, columns]);
        var inside = upper ? GreaterOrEqual(Input(2) - Input(1), k) : LessOrEqual(Input(2) - Input(1), k);
        return call.Map(Select(inside, Input(0), 0f), x, row, column);
    }

    private static Value Counted(NodeCall call, Shape shape) => call.Graph.Constant(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)i)]);

    private static void EyeLike(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        if (shape.Rank != 2) throw call.Error($"{shape} is no matrix");
        var type = call.HasAttribute("dtype") ? OnnxTypes.Of((int)call.Int("dtype"), call.Name) : call.TypeOf(0);
        var diagonal = call.Map(Equal(Input(1) - Input(0), call.Int("k")), Counted(call, [shape[0], 1]), Counted(call, [1, shape[1]]));
        call.Return(diagonal, type);
    }

    /// <summary>Over the sum of magnitudes or the Euclidean length; what is 0 stays 0.</summary>
    private static Value LpNormalization(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis", -1), x.Shape.Rank);
        var length = call.Int("p", 2) switch
        {
            1 => call.Map(Abs(Input(0)), x).Sum(axis),
            2 => call.Map(Sqrt(Input(0)), call.Map(Square(Input(0)), x).Sum(axis)),
            var p => throw call.Unsupported($"of order {p}"),
        };
        return call.Map(Select(Equal(Input(1), 0), 0f, Input(0) / Input(1)), x, length);
    }
}
