using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Graphs;

/// <summary>The layers and functions that networks are written with, each a composition of operators.</summary>
public static class Layers
{
    /// <summary>Fully connected layer: [N, in] to [N, units].</summary>
    /// <param name="x">One row a sample.</param>
    /// <param name="name">The variables are called name/weights [in, units] and name/bias.</param>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Applied to each output.</param>
    public static Value Dense(this Value x, string name, int units, Activation activation = Activation.None)
    {
        var w = x.Graph.Variable($"{name}/weights", [x.Shape[-1], units], activation == Activation.None ? Initializers.Glorot : Initializers.He);
        var b = x.Graph.Variable($"{name}/bias", [units]);
        return x.Graph.Apply(new MatMul(Activation: activation), name, x, w, b)[0];
    }

    /// <summary>[N, ...] to [N, everything else].</summary>
    public static Value Flatten(this Value x) => x.Reshape([x.Shape[0], (int)(x.Shape.Count / Math.Max(1, x.Shape[0]))]);

    /// <summary>The same numbers under other dimensions. Taking back another reshape gives what it reshaped.</summary>
    public static Value Reshape(this Value x, Shape shape) =>
        x.Shape == shape ? x
        : x.Producer is { Operator: Reshape { }, Inputs: [var original] } && original.Shape == shape ? original
        : x.Graph.Apply(new Reshape(shape), x);

    /// <summary>max(0, x).</summary>
    public static Value Relu(this Value x) => x.Graph.Apply(new Map(Expression.Relu(Input(0))), "relu", x)[0];

    /// <summary>Softmax along one axis; the last where it is negative one.</summary>
    public static Value Softmax(this Value x, int axis = -1) => x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis), x);

    /// <summary>The logarithm of softmax along one axis.</summary>
    public static Value LogSoftmax(this Value x, int axis = -1) => x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis, true), x);

    /// <summary>The sum over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Sum(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Sum, axes);

    /// <summary>The mean over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Mean(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Mean, axes);

    /// <summary>The largest over some axes, which stay with length 1; over all of them where none are given.</summary>
    public static Value Max(this Value x, params ReadOnlySpan<int> axes) => x.Reduce(Reduction.Max, axes);

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
