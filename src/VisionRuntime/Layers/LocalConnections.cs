using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Layers whose units see a window each, with weights of their own.</summary>
public static class LocalConnections
{
    /// <summary>
    /// Locally connected layer: a convolution that shares no weights, every position has filters of its own (LeCun 1989; Taigman et al. 2014).
    /// [N, C, H, W] to [N, filters, OH, OW], with OH * OW * filters * C * KH * KW weights and OH * OW * filters biases.
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="name">The variables are called name/filters [OH * OW, C * KH * KW, filters] and name/bias [filters, OH, OW].</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="height">How the window moves down the picture.</param>
    /// <param name="width">How the window moves across the picture.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <exception cref="ShapeException">The window does not fit the images.</exception>
    public static Value LocallyConnected(this Value x, string name, int filters, Window height, Window width, Activation activation = Activation.None)
    {
        if (x.Shape.Rank != 4) throw new ShapeException($"{name}: {x} has {x.Shape.Rank} dimensions; a locally connected layer takes images [N, C, H, W]");
        int oh = height.Positions(x.Shape[2], name, "high"), ow = width.Positions(x.Shape[3], name, "wide"), taps = x.Shape[1] * height.Size * width.Size;
        Initializer each = activation == Activation.None ? Initializers.Glorot : Initializers.He;
        // Every position begins like a dense layer of its own.
        Initializer all = (shape, random) => [.. Enumerable.Range(0, shape[0]).SelectMany(_ => each([shape[1], shape[2]], random))];
        var weights = x.Graph.Variable($"{name}/filters", [oh * ow, taps, filters], all, role: VariableRole.Weight);
        var bias = x.Graph.Variable($"{name}/bias", [filters, oh, ow], role: VariableRole.Bias);
        var windows = x.Unfold(height, width).Transpose(2, 0, 1);
        var y = x.Graph.Apply(new MatMul(), name, windows, weights)[0].Transpose(1, 2, 0).Reshape([x.Shape[0], filters, oh, ow]) + bias;
        return activation switch
        {
            Activation.None => y,
            Activation.Relu => y.Relu(),
            Activation.Relu6 => y.Graph.Map(Expression.Min(Expression.Relu(Expression.Input(0)), 6), y),
            _ => throw new NotSupportedException($"{name}: a locally connected layer has no activation {activation}; apply it to the result"),
        };
    }

    /// <summary>Locally connected layer with square windows.</summary>
    public static Value LocallyConnected(this Value x, string name, int filters, int size, int stride = 1, int padding = 0, Activation activation = Activation.None)
    {
        var (height, width) = Window.Square(size, stride, padding);
        return x.LocallyConnected(name, filters, height, width, activation);
    }
}
