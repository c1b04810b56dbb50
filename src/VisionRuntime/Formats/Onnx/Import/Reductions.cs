using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Reductions over axes.</summary>
internal static class Reductions
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        Reduce("ReduceSum", (x, axes) => x.Reduce(Reduction.Sum, axes)),
        Reduce("ReduceMean", (x, axes) => x.Reduce(Reduction.Mean, axes)),
        Reduce("ReduceMax", (x, axes) => x.Reduce(Reduction.Max, axes)),
        Reduce("ReduceMin", (x, axes) => x.Reduce(Reduction.Min, axes)),
        Reduce("ReduceProd", (x, axes) => x.Product(axes)),
        Reduce("ReduceL1", (x, axes) => x.L1Norm(axes)),
        Reduce("ReduceL2", (x, axes) => x.L2Norm(axes)),
        Reduce("ReduceSumSquare", (x, axes) => x.SumSquare(axes)),
        Reduce("ReduceLogSum", (x, axes) => x.LogSum(axes)),
        Reduce("ReduceLogSumExp", (x, axes) => x.LogSumExp(axes)),
    ];

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
