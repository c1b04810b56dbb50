using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>Operations without weights, of which layers and gradients are composed.</summary>
public static class Operations
{
    /// <summary>Returns the same elements with other dimensions. Undoing another reshape returns its input.</summary>
    public static Value Reshape(this Value x, Shape shape) =>
        x.Shape == shape ? x
        : x.Producer is { Operator: Reshape { }, Inputs: [var original] } && original.Shape == shape ? original
        : x.Graph.Apply(new Reshape(shape), x);

    /// <summary>Computes the sum over some axes, which are kept with length 1; over all axes if none are given.</summary>
    public static Value Sum(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Sum, axes);

    /// <summary>Computes the mean over some axes, which are kept with length 1; over all axes if none are given.</summary>
    public static Value Mean(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Mean, axes);

    /// <summary>Computes the maximum over some axes, which are kept with length 1; over all axes if none are given.</summary>
    public static Value Max(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Max, axes);

    /// <summary>Computes the product over some axes, which are kept with length 1; over all axes if none are given.</summary>
    public static Value Product(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Product, axes);

    /// <summary>Computes a reduction over some axes, which are kept with length 1; negative axes count from the end.</summary>
    public static Value Reduce(this Value x, Reduction kind, params ReadOnlySpan<int> axes)
    {
        int[] chosen = [.. axes.ToArray().Select(axis => axis < 0 ? axis + x.Shape.Rank : axis)];
        if (axes.IsEmpty) chosen = [.. Enumerable.Range(0, x.Shape.Rank)];
        return x.Graph.Apply(new Reduce(kind, chosen), x);
    }

    /// <summary>Returns the same values, through which no gradient flows.</summary>
    public static Value Detach(this Value x) => x.Graph.Apply(new Detach(), x);

    /// <summary>Permutes the axes: axis i of the result is axis permutation[i] of x.</summary>
    public static Value Transpose(this Value x, params ReadOnlySpan<int> permutation) =>
        x.Graph.Apply(StridedCopy.Transpose(x.Shape, permutation), x);

    /// <summary>Repeats axes of length 1 to reach the given shape.</summary>
    public static Value Expand(this Value x, Shape shape) =>
        x.Shape == shape ? x : x.Graph.Apply(StridedCopy.Expand(x.Shape, shape), x);
}
