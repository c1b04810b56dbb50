using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// Convolution layers over one, two and three spatial axes: [N, C, L], [N, C, H, W], [N, C, D, H, W]. All end in the one two-dimensional operator
/// (see <see cref="SpatialLowering"/>).
/// </summary>
public static class Convolutions
{
    /// <summary>Convolution with its own filters and bias, the same along each spatial axis: [N, C, ...] to [N, filters, ...].</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/filters [filters, C / groups, size, ...] and name/bias [filters].</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The filters' taps along each axis.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="padding">Padding around the input: a number of pixels on each side, or a rule.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="dilation">The distance between neighboring taps.</param>
    /// <param name="groups">Input and output channels are split into this many independent groups.</param>
    /// <param name="fit">What happens where the positions do not fit the input.</param>
    /// <param name="bias">Whether there is a bias; a normalization that follows takes it away again.</param>
    /// <param name="mode">What the padding is made of; zeros where constant.</param>
    /// <exception cref="ShapeException">The geometry is impossible, or does not fit and <paramref name="fit"/> is Exact.</exception>
    public static Value Convolution(this Value x, string name, int filters, int size, int stride = 1, Padding padding = default, Activation activation = Activation.None,
        int dilation = 1, int groups = 1, Fit fit = Fit.Exact, bool bias = true, PaddingMode mode = PaddingMode.Constant) =>
        x.Convolution(name, filters, SpatialLowering.Windows(x, length => padding.Window(length, size, stride, dilation, fit)), groups, activation, bias, mode);

    /// <summary>Convolution of images with its own filters and bias, with the windows given in full.</summary>
    public static Value Convolution(this Value x, string name, int filters, Window height, Window width, int groups = 1, Activation activation = Activation.None) =>
        x.Convolution(name, filters, [height, width], groups, activation);

    /// <summary>Convolution with its own filters and bias, with one window a spatial axis.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/filters and name/bias.</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="windows">How the filter moves along each spatial axis, in the axes' order.</param>
    /// <param name="groups">Input and output channels are split into this many independent groups.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="mode">What the padding is made of; zeros where constant.</param>
    /// <exception cref="ShapeException">The geometry is impossible, or does not fit.</exception>
    public static Value Convolution(this Value x, string name, int filters, IReadOnlyList<Window> windows, int groups = 1, Activation activation = Activation.None, bool bias = true,
        PaddingMode mode = PaddingMode.Constant)
    {
        int channels = x.Shape.Rank > 1 ? x.Shape[1] / Math.Max(1, groups) : 0;
        Initializer initializer = activation == Activation.None ? Initializers.Glorot : Initializers.He;
        Shape shape = [filters, channels, .. windows.Select(window => window.Size)];
        var w = x.Graph.Variable($"{name}/filters", shape, initializer, role: VariableRole.Weight);
        var b = bias ? x.Graph.Variable($"{name}/bias", [filters], role: VariableRole.Bias) : null;
        return x.Convolution(w, b, windows, groups, activation, mode, name);
    }

    /// <summary>Each channel convolved by filters of its own: [N, C, ...] to [N, C * multiplier, ...], the first <paramref name="multiplier"/> outputs from the first channel.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/filters [C * multiplier, 1, size, ...] and name/bias.</param>
    /// <param name="size">The filters' taps along each axis.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="multiplier">How many filters each channel has.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public static Value DepthwiseConvolution(this Value x, string name, int size, int stride = 1, Padding padding = default, Activation activation = Activation.None, int multiplier = 1, bool bias = true) =>
        x.Convolution(name, x.Shape[1] * multiplier, size, stride, padding, activation, groups: x.Shape[1], bias: bias);

    /// <summary>
    /// A depthwise convolution for the shapes and one of size 1 for the mixing of channels (Chollet 2017): [N, C, ...] to [N, filters, ...] with about size² times
    /// fewer multiplications than an ordinary one.
    /// </summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/depthwise/filters, name/pointwise/filters and name/pointwise/bias.</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The depthwise filters' taps along each axis.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <param name="activation">Applied to each output; there is none between the two.</param>
    /// <param name="multiplier">How many depthwise filters each channel has.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public static Value SeparableConvolution(this Value x, string name, int filters, int size, int stride = 1, Padding padding = default, Activation activation = Activation.None, int multiplier = 1, bool bias = true) =>
        x.DepthwiseConvolution($"{name}/depthwise", size, stride, padding, multiplier: multiplier, bias: false).Convolution($"{name}/pointwise", filters, 1, activation: activation, bias: bias);

    /// <summary>Convolution (cross-correlation, as networks mean it) with filters and bias from anywhere.</summary>
    /// <param name="x">[N, C, L], [N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="filters">[O, C / groups, ...] with as many taps along each axis as its window says.</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="windows">How the filter moves along each spatial axis, in the axes' order.</param>
    /// <param name="groups">Input and output channels are split into this many independent groups.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="mode">What the padding is made of; zeros where constant.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, O, ...].</returns>
    /// <exception cref="ShapeException">The shapes do not go together, or the windows do not fit.</exception>
    public static Value Convolution(this Value x, Value filters, Value? bias, IReadOnlyList<Window> windows, int groups = 1, Activation activation = Activation.None,
        PaddingMode mode = PaddingMode.Constant, string? name = null)
    {
        string what = name ?? "Convolution";
        SpatialLowering.RequireAxes(what, x, windows, filters);
        (x, var fitted) = SpatialLowering.Fitted(x, windows, mode);
        var (n, o, spatial) = (x.Shape[0], filters.Shape[0], filters.Shape.Skip(2).ToArray());
        switch (fitted.Length)
        {
            case 1:
                var line = Apply(x.Reshape([n, x.Shape[1], 1, x.Shape[2]]), filters.Reshape([o, filters.Shape[1], 1, spatial[0]]), SpatialLowering.One, fitted[0]);
                return line.Reshape([n, o, line.Shape[3]]);
            case 2:
                return Apply(x, filters, fitted[0], fitted[1]);
            default:
                // Before the depth goes into the channels, where a message could no longer tell them apart.
                if (filters.Shape[1] * groups != x.Shape[1]) throw new ShapeException($"{what}: filters {filters.Shape} in {groups} groups take {filters.Shape[1] * groups} channels, the input {x.Shape} has {x.Shape[1]}; their second axis must be {x.Shape[1] / Math.Max(1, groups)}");
                int depth = fitted[0].Positions(x.Shape[2], what, "deep");
                var slices = Apply(DepthUnfolding.Unfold(x, fitted[0], depth), filters.Reshape([o, filters.Shape[1] * spatial[0], spatial[1], spatial[2]]), fitted[1], fitted[2]);
                return slices.Reshape([n, depth, o, slices.Shape[2], slices.Shape[3]]).Transpose(0, 2, 1, 3, 4);
        }

        Value Apply(Value images, Value taps, Window height, Window width) =>
            x.Graph.Apply(new Convolution(height, width, groups, activation), name, bias is null ? [images, taps] : [images, taps, bias])[0];
    }
}
