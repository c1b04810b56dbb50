using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// Convolution layers over one, two or three spatial axes, [N, C, L], [N, C, H, W] or [N, C, D, H, W], all computed by the two-dimensional
/// convolution operator.
/// </summary>
public static class Convolutions
{
    /// <summary>Applies a convolution with the same geometry along each spatial axis: [N, C, ...] to [N, filters, ...].</summary>
    /// <param name="x">The input.</param>
    /// <param name="name">
    /// The name of the layer. Its variables are name/filters [filters, C / groups, size, ...] and name/bias [filters].
    /// </param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The kernel size.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="padding">The padding: a number of pixels on each side, or a rule.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="dilation">The spacing between kernel elements.</param>
    /// <param name="groups">The number of groups that input and output channels are split into.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    /// <param name="bias">Whether to add a bias; not needed before a normalization layer, which subtracts it again.</param>
    /// <param name="mode">The kind of padding; zeros by default.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value Convolution(this Value x, string name, int filters, int size, int stride = 1, Padding padding = default,
        Activation activation = Activation.None, int dilation = 1, int groups = 1, RoundingMode rounding = RoundingMode.Exact,
            bool bias = true,
        PaddingMode mode = PaddingMode.Constant)
    {
        var windows = SpatialLowering.Windows(x, length => padding.Window(length, size, stride, dilation, rounding));
        return x.Convolution(name, filters, windows, groups, activation, bias, mode);
    }

    /// <summary>Applies a convolution to images, with a window for each axis: [N, C, H, W] to [N, filters, OH, OW].</summary>
    public static Value Convolution(this Value x, string name, int filters, Window height, Window width, int groups = 1,
        Activation activation = Activation.None) => x.Convolution(name, filters, [height, width], groups, activation);

    /// <summary>Applies a convolution with a window for each spatial axis: [N, C, ...] to [N, filters, ...].</summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer. Its variables are name/filters and name/bias.</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="windows">The window along each spatial axis, in the order of the axes.</param>
    /// <param name="groups">The number of groups that input and output channels are split into.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="mode">The kind of padding; zeros by default.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value Convolution(this Value x, string name, int filters, IReadOnlyList<Window> windows, int groups = 1,
        Activation activation = Activation.None, bool bias = true, PaddingMode mode = PaddingMode.Constant)
    {
        int channels = x.Shape.Rank > 1 ? x.Shape[1] / Math.Max(1, groups) : 0;
        Shape shape = [filters, channels, .. windows.Select(window => window.Size)];
        var w = x.Graph.Variable($"{name}/filters", shape, InitializerFor(activation), role: VariableRole.Weight);
        var b = bias ? x.Graph.Variable($"{name}/bias", [filters], role: VariableRole.Bias) : null;
        return x.Convolution(w, b, windows, groups, activation, mode, name);
    }

    /// <summary>
    /// Applies a depthwise convolution, in which each channel has its own filters: [N, C, ...] to [N, C * multiplier, ...], where the first
    /// <paramref name="multiplier"/> output channels come from the first input channel.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer. Its variables are name/filters [C * multiplier, 1, size, ...] and name/bias.</param>
    /// <param name="size">The kernel size.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="padding">The zero padding.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="multiplier">The number of filters for each channel.</param>
    /// <param name="bias">Whether to add a bias.</param>
    public static Value DepthwiseConvolution(this Value x, string name, int size, int stride = 1, Padding padding = default,
        Activation activation = Activation.None, int multiplier = 1, bool bias = true) =>
        x.Convolution(name, x.Shape[1] * multiplier, size, stride, padding, activation, groups: x.Shape[1], bias: bias);

    /// <summary>
    /// Applies a depthwise separable convolution (Chollet 2017), a depthwise convolution followed by one of kernel size 1: [N, C, ...] to
    /// [N, filters, ...], with about size² times fewer multiplications than an ordinary convolution.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">
    /// The name of the layer. Its variables are name/depthwise/filters, name/pointwise/filters and name/pointwise/bias.
    /// </param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The kernel size of the depthwise convolution.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="padding">The zero padding.</param>
    /// <param name="activation">The activation function applied to the output; there is none between the two convolutions.</param>
    /// <param name="multiplier">The number of depthwise filters for each channel.</param>
    /// <param name="bias">Whether to add a bias.</param>
    public static Value SeparableConvolution(this Value x, string name, int filters, int size, int stride = 1, Padding padding = default,
        Activation activation = Activation.None, int multiplier = 1, bool bias = true) =>
        x.DepthwiseConvolution($"{name}/depthwise", size, stride, padding, multiplier: multiplier, bias: false)
            .Convolution($"{name}/pointwise", filters, 1, activation: activation, bias: bias);

    /// <summary>Applies a convolution (cross-correlation) with the given filters and bias.</summary>
    /// <param name="x">The input: [N, C, L], [N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="filters">The filters: [O, C / groups, ...].</param>
    /// <param name="bias">The bias: [O], or null.</param>
    /// <param name="windows">The window along each spatial axis, in the order of the axes.</param>
    /// <param name="groups">The number of groups that input and output channels are split into.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="mode">The kind of padding; zeros by default.</param>
    /// <param name="name">The name of the node.</param>
    /// <returns>[N, O, ...].</returns>
    /// <exception cref="ShapeException">The shapes do not match, or the geometry is invalid.</exception>
    public static Value Convolution(this Value x, Value filters, Value? bias, IReadOnlyList<Window> windows, int groups = 1,
        Activation activation = Activation.None, PaddingMode mode = PaddingMode.Constant, string? name = null)
    {
        string layer = name ?? "Convolution";
        SpatialLowering.RequireAxes(layer, x, windows, filters);
        (x, var resolved) = SpatialLowering.Resolved(x, windows, mode);
        var (n, o, spatial) = (x.Shape[0], filters.Shape[0], filters.Shape.Skip(2).ToArray());
        switch (resolved.Length)
        {
            case 1:
                var line = Apply(x.Reshape([n, x.Shape[1], 1, x.Shape[2]]), filters.Reshape([o, filters.Shape[1], 1, spatial[0]]),
                    Window.One, resolved[0]);
                return line.Reshape([n, o, line.Shape[3]]);
            case 2:
                return Apply(x, filters, resolved[0], resolved[1]);
            default:
                // Checked before the depth is moved into the channels, where a message could no longer tell them apart.
                if (filters.Shape[1] * groups != x.Shape[1])
                {
                    throw new ShapeException($"{layer}: filters {filters.Shape} in {groups} groups need {filters.Shape[1] * groups} "
                        + "input channels, "
                        + $"the input {x.Shape} has {x.Shape[1]}; the second axis of the filters must be "
                        + $"{x.Shape[1] / Math.Max(1, groups)}");
                }
                int depth = resolved[0].Positions(x.Shape[2], layer, "depth");
                var kernels = filters.Reshape([o, filters.Shape[1] * spatial[0], spatial[1], spatial[2]]);
                var slices = Apply(DepthUnfolding.Unfold(x, resolved[0], depth), kernels, resolved[1], resolved[2]);
                return slices.Reshape([n, depth, o, slices.Shape[2], slices.Shape[3]]).Transpose(0, 2, 1, 3, 4);
        }

        Value Apply(Value images, Value kernels, Window height, Window width)
        {
            IReadOnlyList<Value> inputs = bias is null ? [images, kernels] : [images, kernels, bias];
            return x.Graph.Apply(new Convolution(height, width, groups, activation), name, inputs)[0];
        }
    }

    /// <summary>
    /// Applies a locally connected layer, a convolution with separate filters at each position (LeCun 1989; Taigman et al. 2014):
    /// [N, C, H, W] to [N, filters, OH, OW].
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="name">
    /// The name of the layer. Its variables are name/filters [OH * OW, C * KH * KW, filters] and name/bias [filters, OH, OW].
    /// </param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="height">The window along the height.</param>
    /// <param name="width">The window along the width.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value LocallyConnected(this Value x, string name, int filters, Window height, Window width,
        Activation activation = Activation.None)
    {
        if (x.Shape.Rank != 4)
            throw new ShapeException($"{name}: {x} has {x.Shape.Rank} dimensions; a locally connected layer needs images [N, C, H, W]");
        int oh = height.Positions(x.Shape[2], name, "height"), ow = width.Positions(x.Shape[3], name, "width");
        int inputs = x.Shape[1] * height.Size * width.Size;
        var each = InitializerFor(activation);
        // Every position is initialized like a fully connected layer of its own.
        Initializer all = (shape, random) => [.. Enumerable.Range(0, shape[0]).SelectMany(_ => each([shape[1], shape[2]], random))];
        var weights = x.Graph.Variable($"{name}/filters", [oh * ow, inputs, filters], all, role: VariableRole.Weight);
        var bias = x.Graph.Variable($"{name}/bias", [filters, oh, ow], role: VariableRole.Bias);
        var windows = x.Unfold(height, width).Transpose(2, 0, 1);
        var y = x.Graph.Apply(new MatMul(), name, windows, weights)[0].Transpose(1, 2, 0).Reshape([x.Shape[0], filters, oh, ow]) + bias;
        return activation == Activation.None ? y : y.Graph.Map(Activated(Expression.Input(0), activation), y);
    }

    /// <summary>Applies a locally connected layer with square windows.</summary>
    public static Value LocallyConnected(this Value x, string name, int filters, int size, int stride = 1, int padding = 0,
        Activation activation = Activation.None)
    {
        var (height, width) = Window.Square(size, stride, padding);
        return x.LocallyConnected(name, filters, height, width, activation);
    }

    /// <summary>Gets the usual initializer of a layer with an activation function: He before ReLU, else Glorot.</summary>
    internal static Initializer InitializerFor(Activation activation) =>
        activation == Activation.None ? Initializers.Glorot : Initializers.He;

    /// <summary>Applies an activation function of the operators as an expression.</summary>
    internal static Expression Activated(Expression x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Expression.Relu(x),
        Activation.Relu6 => Expression.Min(Expression.Relu(x), 6),
        _ => throw new NotSupportedException($"the activation function {activation} is not supported as an expression"),
    };
}
