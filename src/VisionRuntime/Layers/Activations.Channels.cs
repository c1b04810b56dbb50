using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Activations that know channels, or join several of them.</summary>
public static partial class Activations
{
    /// <summary>Leaky ReLU with a slope for each channel that is learned (He et al. 2015); x is [N, C] or [N, C, ...].</summary>
    /// <param name="x">The values.</param>
    /// <param name="name">The variable is called name/slope.</param>
    public static Value ParametricRelu(this Value x, string name)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"ParametricRelu: {x} has no channels; it must be [N, C] or [N, C, ...]");
        using var layer = x.Graph.Layer(name);
        Shape slopes = [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)];
        Initializer quarters = (shape, _) => [.. Enumerable.Repeat(0.25f, (int)shape.Count)];
        return x.ParametricRelu(x.Graph.Variable($"{name}/slope", slopes, quarters, role: VariableRole.Other));
    }

    /// <summary>Leaky ReLU with the given slopes, which broadcast to x.</summary>
    public static Value ParametricRelu(this Value x, Value slope) => x.Graph.Map(Select(Greater(Input(0), 0), Input(0), Input(1) * Input(0)), x, slope);

    /// <summary>The largest of each <paramref name="pieces"/> neighboring channels (Goodfellow et al. 2013): [N, C, ...] to [N, C / pieces, ...]. Equals share the gradient.</summary>
    /// <exception cref="ShapeException">The channels cannot be split so.</exception>
    public static Value Maxout(this Value x, int pieces)
    {
        if (x.Shape.Rank < 2 || pieces < 1 || x.Shape[1] % pieces != 0)
            throw new ShapeException($"Maxout: the channels of {x} cannot be split into groups of {pieces}; x must be [N, C, ...] with a multiple of {pieces} channels");
        int[] rest = [.. x.Shape.Skip(2)];
        int channels = x.Shape[1] / pieces;
        return x.Reshape([x.Shape[0], channels, pieces, .. rest]).Max(2).Reshape([x.Shape[0], channels, .. rest]);
    }

    /// <summary>Gated linear unit (Dauphin et al. 2017): the first half of an axis times the sigmoid of the second.</summary>
    /// <exception cref="ShapeException">The axis has no halves.</exception>
    public static Value Glu(this Value x, int axis = 1)
    {
        int place = axis < 0 ? axis + x.Shape.Rank : axis;
        if (place < 0 || place >= x.Shape.Rank || x.Shape[place] % 2 != 0) throw new ShapeException($"Glu: axis {axis} of {x} cannot be halved; it must be there and even");
        int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
        lengths[place] /= 2;
        var values = x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
        starts[place] = lengths[place];
        return x.Graph.Map(Input(0) * Expression.Sigmoid(Input(1)), values, x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x));
    }

    /// <summary>Softmax of -x along one axis.</summary>
    public static Value Softmin(this Value x, int axis = -1) => (-x).Softmax(axis);
}
