using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Graphs;

/// <summary>The layers and functions that networks are written with, each a composition of operators.</summary>
public static class Layers
{
    /// <summary>Convolution with its own filters and bias: [N, C, H, W] to [N, filters, OH, OW].</summary>
    /// <param name="x">The images.</param>
    /// <param name="name">The variables are called name/filters and name/bias.</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The filters' height and width.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="padding">Zero pixels around the images.</param>
    /// <param name="activation">Applied to each output.</param>
    public static Value Convolution(this Value x, string name, int filters, int size, int stride = 1, int padding = 0, Activation activation = Activation.None)
    {
        var (height, width) = Window.Square(size, stride, padding);
        return x.Convolution(name, filters, height, width, 1, activation);
    }

    /// <summary>Convolution with its own filters and bias, with the windows given in full.</summary>
    public static Value Convolution(this Value x, string name, int filters, Window height, Window width, int groups = 1, Activation activation = Activation.None)
    {
        int channels = x.Shape.Rank > 1 ? x.Shape[1] / Math.Max(1, groups) : 0;
        var w = x.Graph.Variable($"{name}/filters", [filters, channels, height.Size, width.Size], activation == Activation.None ? Initializers.Glorot : Initializers.He);
        var b = x.Graph.Variable($"{name}/bias", [filters]);
        return x.Graph.Apply(new Convolution(height, width, groups, activation), name, x, w, b)[0];
    }

    /// <summary>Max pooling: [N, C, H, W] to [N, C, OH, OW], the largest pixel under each window. Padding is never chosen.</summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window's height and width.</param>
    /// <param name="stride">The step between windows; the size, so that they do not overlap, where none is given.</param>
    /// <param name="padding">Pixels around the images.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <exception cref="ShapeException">The windows do not fit the images.</exception>
    public static Value MaxPool(this Value x, int size, int? stride = null, int padding = 0, Fit fit = Fit.Exact) => x.Pool(PoolKind.Max, size, stride, padding, fit);

    /// <summary>Average pooling: [N, C, H, W] to [N, C, OH, OW], the mean of the pixels under each window. Padding is not counted.</summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window's height and width.</param>
    /// <param name="stride">The step between windows; the size, so that they do not overlap, where none is given.</param>
    /// <param name="padding">Pixels around the images.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <exception cref="ShapeException">The windows do not fit the images.</exception>
    public static Value AveragePool(this Value x, int size, int? stride = null, int padding = 0, Fit fit = Fit.Exact) => x.Pool(PoolKind.Average, size, stride, padding, fit);

    /// <summary>Pooling of any kind with square windows; they do not overlap where no stride is given.</summary>
    public static Value Pool(this Value x, PoolKind kind, int size, int? stride = null, int padding = 0, Fit fit = Fit.Exact)
    {
        var (height, width) = Window.Square(size, stride ?? size, padding, fit);
        return x.Pool(kind, height, width);
    }

    /// <summary>Pooling of any kind, with the windows given in full.</summary>
    public static Value Pool(this Value x, PoolKind kind, Window height, Window width) => x.Graph.Apply(new Pool(kind, height, width), x);

    /// <summary>The mean of each channel: [N, C, H, W] to [N, C, 1, 1].</summary>
    public static Value GlobalAveragePool(this Value x) => x.Mean(2, 3);

    /// <summary>The largest number of each channel: [N, C, H, W] to [N, C, 1, 1]. Equals share the gradient.</summary>
    public static Value GlobalMaxPool(this Value x) => x.Max(2, 3);

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

    /// <summary>The same numbers under other dimensions.</summary>
    public static Value Reshape(this Value x, Shape shape) => x.Shape == shape ? x : x.Graph.Apply(new Reshape(shape), x);

    /// <summary>max(0, x).</summary>
    public static Value Relu(this Value x) => x.Graph.Map(Expression.Relu(Input(0)), x);

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
