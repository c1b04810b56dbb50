using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Reductions beyond sum, mean and maximum; the axes stay with length 1, and none means all. The gradient of a largest or smallest number is shared evenly among equals.
/// </summary>
public static class Reductions
{
    /// <summary>The smallest.</summary>
    public static Value Min(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Min, axes);

    /// <summary>The sum of squares.</summary>
    public static Value SumSquare(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Square(Input(0)), x).Sum(axes);

    /// <summary>The sum of magnitudes.</summary>
    public static Value L1Norm(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Abs(Input(0)), x).Sum(axes);

    /// <summary>The root of the sum of squares. The gradient of a length of 0 is 0.</summary>
    public static Value L2Norm(this Value x, params ReadOnlySpan<int> axes) =>
        x.Graph.Map(Select(Greater(Input(0), 0), Sqrt(Max(Input(0), 1.17549435e-38f)), 0), x.SumSquare(axes));

    /// <summary>The logarithm of the sum.</summary>
    public static Value LogSum(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Map(Log(Input(0)), x.Sum(axes));

    /// <summary>The logarithm of the sum of exponentials, found from the distances to the largest number so that nothing overflows.</summary>
    public static Value LogSumExp(this Value x, params ReadOnlySpan<int> axes)
    {
        // Which number the distances are measured from does not change the result, so no gradient goes that way.
        var largest = x.Max(axes).Detach();
        var origin = x.Graph.Map(Select(IsInfinity(Input(0)), 0, Input(0)), largest);
        var sum = x.Graph.Map(Exp(Input(0) - Input(1)), x, origin).Sum(axes);
        return x.Graph.Map(Log(Input(0)) + Input(1), sum, origin);
    }
}
