using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>The operations without weights that layers and gradients are written with.</summary>
public static class Operations
{
    /// <summary>The same numbers under other dimensions. Taking back another reshape gives what it reshaped.</summary>
    public static Value Reshape(this Value x, Shape shape) =>
        x.Shape == shape ? x
        : x.Producer is { Operator: Reshape { }, Inputs: [var original] } && original.Shape == shape ? original
        : x.Graph.Apply(new Reshape(shape), x);

    /// <summary>The sum over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Sum(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Sum, axes);

    /// <summary>The mean over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Mean(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Mean, axes);

    /// <summary>The largest over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Max(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Max, axes);

    /// <summary>The product. Its gradient is right where numbers are 0 too.</summary>
    public static Value Product(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Product, axes);

    /// <summary>Any reduction; negative axes count from the end.</summary>
    public static Value Reduce(this Value x, Reduction kind, params ReadOnlySpan<int> axes)
    {
        int[] chosen = axes.IsEmpty ? [.. Enumerable.Range(0, x.Shape.Rank)] : [.. axes.ToArray().Select(axis => axis < 0 ? axis + x.Shape.Rank : axis)];
        return x.Graph.Apply(new Reduce(kind, chosen), x);
    }

    /// <summary>The same numbers, through which no gradient flows.</summary>
    public static Value Detach(this Value x) => x.Graph.Apply(new Detach(), x);

    /// <summary>Changes the order of the axes.</summary>
    public static Value Transpose(this Value x, params ReadOnlySpan<int> permutation) => x.Graph.Apply(StridedCopy.Transpose(x.Shape, permutation), x);

    /// <summary>Repeats axes of length 1 until the shape is the given one.</summary>
    public static Value Expand(this Value x, Shape shape) => x.Shape == shape ? x : x.Graph.Apply(StridedCopy.Expand(x.Shape, shape), x);
}
