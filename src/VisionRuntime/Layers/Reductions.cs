using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Reductions besides the sum, mean, maximum and product. Reduced axes keep length 1; without axes, all are reduced. The gradient of a
/// maximum or minimum is shared equally among equal elements.
/// </summary>
public static class Reductions
{
    /// <summary>Computes the minimum.</summary>
    public static Value Min(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Min, axes);

    /// <summary>Computes the sum of squares.</summary>
    public static Value SumSquare(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Square(Input(0)), x).Sum(axes);

    /// <summary>Computes the L1 norm, the sum of absolute values.</summary>
    public static Value L1Norm(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Abs(Input(0)), x).Sum(axes);

    /// <summary>Computes the L2 norm, the square root of the sum of squares. The gradient of a norm of 0 is 0.</summary>
    public static Value L2Norm(this Value x, params ReadOnlySpan<int> axes) =>
        x.Graph.Map(Select(Greater(Input(0), 0), Sqrt(Max(Input(0), 1.17549435e-38f)), 0), x.SumSquare(axes));

    /// <summary>Computes the logarithm of the sum.</summary>
    public static Value LogSum(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Log(Input(0)), x.Sum(axes));

    /// <summary>Computes the logarithm of the sum of exponentials, with the maximum subtracted first so that nothing overflows.</summary>
    public static Value LogSumExp(this Value x, params ReadOnlySpan<int> axes)
    {
        // The result does not depend on what is subtracted, so no gradient is computed for it.
        var largest = x.Max(axes).Detach();
        var origin = x.Graph.Map(Select(IsInfinity(Input(0)), 0, Input(0)), largest);
        var sum = x.Graph.Map(Exp(Input(0) - Input(1)), x, origin).Sum(axes);
        return x.Graph.Map(Log(Input(0)) + Input(1), sum, origin);
    }

    /// <summary>Gets the index of the maximum along an axis, which keeps length 1. No gradient is propagated.</summary>
    /// <param name="x">The input.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="selectLast">Whether to return the last index of equal maxima instead of the first.</param>
    /// <exception cref="ShapeException">The axis does not exist or is empty.</exception>
    public static Value ArgMax(this Value x, int axis, bool selectLast = false) => IndexOf(x, Reduction.Max, axis, selectLast, "ArgMax");

    /// <summary>Gets the index of the minimum along an axis, which keeps length 1. No gradient is propagated.</summary>
    /// <param name="x">The input.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="selectLast">Whether to return the last index of equal minima instead of the first.</param>
    /// <exception cref="ShapeException">The axis does not exist or is empty.</exception>
    public static Value ArgMin(this Value x, int axis, bool selectLast = false) => IndexOf(x, Reduction.Min, axis, selectLast, "ArgMin");

    private static Value IndexOf(Value x, Reduction extreme, int axis, bool selectLast, string layer)
    {
        axis = Indexing.AxisOf(x, axis, layer);
        int length = x.Shape[axis];
        if (length == 0) throw new ShapeException($"{layer}: axis {axis} of {x} is empty; it needs 1 element or more");
        x = x.Detach();
        // A NaN equals nothing, so no index is found for it and the last one searched is returned.
        float none = selectLast ? 0 : length - 1;
        var indices = Indexing.Along(x.Graph, length, x.Shape.Rank, axis);
        var found = x.Graph.Map(Select(Equal(Input(0), Input(1)), Input(2), none), x, x.Reduce(extreme, axis), indices);
        return found.Reduce(selectLast ? Reduction.Max : Reduction.Min, axis);
    }
}
