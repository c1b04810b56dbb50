using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Activations with a parameter for each channel, or that combine the values along an axis.</summary>
public static partial class Activations
{
    /// <summary>Parametric ReLU with a learned slope for each channel, 0.25 at first (He et al. 2015).</summary>
    /// <param name="x">[N, C] or [N, C, ...].</param>
    /// <param name="name">The name of the layer; its variable is name/slope.</param>
    /// <exception cref="ShapeException"><paramref name="x"/> has no channels.</exception>
    public static Value ParametricRelu(this Value x, string name)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"ParametricRelu: {x} has no channels; it must be [N, C] or [N, C, ...]");
        using var layer = x.Graph.Layer(name);
        Shape perChannel = [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)];
        Initializer quarters = (shape, _) => [.. Enumerable.Repeat(0.25f, (int)shape.Count)];
        return x.ParametricRelu(x.Graph.Variable($"{name}/slope", perChannel, quarters, role: VariableRole.Other));
    }

    /// <summary>Parametric ReLU with the given slopes, which broadcast to <paramref name="x"/> (He et al. 2015).</summary>
    public static Value ParametricRelu(this Value x, Value slope) => x.Graph.Map(ParametricRelu(Input(0), Input(1)), x, slope);

    /// <summary>
    /// The maximum of each group of <paramref name="pieces"/> neighboring channels (Goodfellow et al. 2013): [N, C, ...] to
    /// [N, C / pieces, ...]. Equal maxima share the gradient.
    /// </summary>
    /// <exception cref="ShapeException">The channels are not a multiple of <paramref name="pieces"/>.</exception>
    public static Value Maxout(this Value x, int pieces)
    {
        if (x.Shape.Rank < 2 || pieces < 1 || x.Shape[1] % pieces != 0)
        {
            throw new ShapeException($"Maxout: the channels of {x} cannot be split into groups of {pieces}; " +
                $"x must be [N, C, ...] with a multiple of {pieces} channels");
        }
        int[] spatial = [.. x.Shape.Skip(2)];
        int channels = x.Shape[1] / pieces;
        return x.Reshape([x.Shape[0], channels, pieces, .. spatial]).Max(2).Reshape([x.Shape[0], channels, .. spatial]);
    }

    /// <summary>Gated linear unit (Dauphin et al. 2017): the first half of an axis times the sigmoid of the second half.</summary>
    /// <exception cref="ShapeException">The axis does not exist or has an odd length.</exception>
    public static Value Glu(this Value x, int axis = 1)
    {
        int index = axis < 0 ? axis + x.Shape.Rank : axis;
        if (index < 0 || index >= x.Shape.Rank || x.Shape[index] % 2 != 0)
            throw new ShapeException($"Glu: axis {axis} of {x} cannot be halved; it must exist and have an even length");
        int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
        lengths[index] /= 2;
        var values = x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
        starts[index] = lengths[index];
        var gates = x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
        return x.Graph.Map(Input(0) * Expression.Sigmoid(Input(1)), values, gates);
    }

    /// <summary>Softmax along an axis, by default the last; a negative axis counts from the end.</summary>
    public static Value Softmax(this Value x, int axis = -1) => x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis), x);

    /// <summary>The logarithm of the softmax along an axis, computed without overflow.</summary>
    public static Value LogSoftmax(this Value x, int axis = -1) =>
        x.Graph.Apply(new Softmax(axis < 0 ? axis + x.Shape.Rank : axis, Logarithm: true), x);

    /// <summary>Softmax of -x along an axis.</summary>
    public static Value Softmin(this Value x, int axis = -1) => (-x).Softmax(axis);
}
