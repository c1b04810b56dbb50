using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Reductions and cumulative sums.</summary>
internal static class Reductions
{
    private const int MaxCumulativeLength = 2048;

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
        ("CumSum", call => call.Return(CumulativeSum(call))),
    ];

    /// <summary>The shape without some of its axes.</summary>
    public static Shape Without(Shape shape, int[] axes) => Shape.Of([.. shape.Where((_, axis) => !axes.Contains(axis))]);

    private static (string, Handler) Reduce(string name, Func<Value, int[], Value> reduce) => (name, call =>
    {
        var x = call[0];
        int[] axes = [.. (call.IntsOrInput("axes", 1) ?? []).Select(axis => call.Axis(axis, x.Shape.Rank))];
        if (axes.Length == 0 && (x.Shape.Rank == 0 || call.Int("noop_with_empty_axes") != 0))
        {
            // Every element by itself, along a new last axis.
            call.Return(reduce(x.Reshape([.. x.Shape, 1]), [x.Shape.Rank]).Reshape(x.Shape));
            return;
        }
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        var result = reduce(x, axes);
        call.Return(call.Int("keepdims", 1) != 0 ? result : result.Reshape(Without(x.Shape, axes)));
    });

    /// <summary>
    /// Each output is the sum of the inputs up to its index, or with reverse from it on; exclusive leaves out the input at the
    /// index.
    /// </summary>
    private static Value CumulativeSum(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis((long)call.KnownScalar(1, "axis"), x.Shape.Rank), length = x.Shape[axis];
        if (length > MaxCumulativeLength) throw call.Unsupported($"over {length} elements");
        int own = call.Int("exclusive") != 0 ? 0 : 1;
        bool reverse = call.Int("reverse") != 0;
        return x.Resample(axis, new Taps(length, Enumerable.Range(0, length).Select(i => Summed(i).Select(input => new Tap(input)))));

        IEnumerable<int> Summed(int i) => reverse ? Enumerable.Range(i + 1 - own, length - i - 1 + own) : Enumerable.Range(0, i + own);
    }
}
