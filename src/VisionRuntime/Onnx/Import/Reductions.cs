using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Onnx.Import;

/// <summary>Reductions over axes.</summary>
internal static class Reductions
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        Reduce("ReduceSum", (x, axes) => x.Reduce(Reduction.Sum, axes)),
        Reduce("ReduceMean", (x, axes) => x.Reduce(Reduction.Mean, axes)),
        Reduce("ReduceMax", (x, axes) => x.Reduce(Reduction.Max, axes)),
        Reduce("ReduceMin", (x, axes) => x.Reduce(Reduction.Min, axes)),
        Reduce("ReduceL1", (x, axes) => x.Graph.Map(Abs(X), x).Sum(axes)),
        Reduce("ReduceL2", (x, axes) => x.Graph.Map(Sqrt(X), x.Graph.Map(Square(X), x).Sum(axes))),
        Reduce("ReduceSumSquare", (x, axes) => x.Graph.Map(Square(X), x).Sum(axes)),
        Reduce("ReduceLogSum", (x, axes) => x.Graph.Map(Log(X), x.Sum(axes))),
        Reduce("ReduceLogSumExp", LogSumExp),
    ];

    private static readonly Expression X = Input(0);

    /// <summary>The largest is taken away before and added behind, so that nothing overflows; an infinite one is left alone.</summary>
    private static Value LogSumExp(Value x, int[] axes)
    {
        var largest = x.Max(axes);
        var shift = x.Graph.Map(Select(IsInfinity(X), 0f, X), largest);
        var sum = x.Graph.Map(Exp(X - Input(1)), x, shift).Sum(axes);
        return x.Graph.Map(Log(X) + Input(1), sum, shift);
    }

    private static (string, Handler) Reduce(string name, Func<Value, int[], Value> reduce) => (name, call =>
    {
        var x = call[0];
        int[] axes = [.. (call.IntsOrInput("axes", 1) ?? []).Select(axis => call.Axis(axis, x.Shape.Rank))];
        if (axes.Length == 0 && (x.Shape.Rank == 0 || call.Int("noop_with_empty_axes") != 0))
        {
            call.Return(reduce(x.Reshape([.. x.Shape, 1]), [x.Shape.Rank]).Reshape(x.Shape)); // each number by itself
            return;
        }
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        var result = reduce(x, axes);
        call.Return(call.Int("keepdims", 1) != 0 ? result : result.Reshape(Without(x.Shape, axes)));
    });

    /// <summary>A shape without some axes.</summary>
    public static Shape Without(Shape shape, int[] axes) => Shape.Of([.. shape.Where((_, axis) => !axes.Contains(axis))]);
}
