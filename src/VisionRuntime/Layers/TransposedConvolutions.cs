using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Transposed convolution, a convolution's way back from its output's size to its input's: N pixels become (N - 1) S + F - 2P. It is the operator that is a
/// convolution's gradient by its input, over one to three spatial axes.
/// </summary>
public static class TransposedConvolutions
{
    /// <summary>Transposed convolution with its own filters and bias, the same along each spatial axis: [N, C, ...] to [N, filters, ...].</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="name">The variables are called name/filters [C, filters / groups, size, ...] and name/bias [filters].</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The filters' taps along each axis.</param>
    /// <param name="stride">The distance that neighboring input pixels have in the output.</param>
    /// <param name="padding">Pixels taken off each side of the output.</param>
    /// <param name="outputPadding">Pixels added after the end of the output, where a stride leaves its size open.</param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="dilation">The distance between neighboring taps.</param>
    /// <param name="groups">Input and output channels are split into this many independent groups.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="ShapeException">The geometry is impossible.</exception>
    public static Value TransposedConvolution(this Value x, string name, int filters, int size, int stride = 1, int padding = 0, int outputPadding = 0,
        Activation activation = Activation.None, int dilation = 1, int groups = 1, bool bias = true)
    {
        var windows = SpatialLowering.Windows(x, _ => new Window(size, stride, padding, padding, dilation));
        Initializer initializer = activation == Activation.None ? Initializers.Glorot : Initializers.He;
        Shape shape = [x.Shape.Rank > 1 ? x.Shape[1] : 0, filters / Math.Max(1, groups), .. windows.Select(window => window.Size)];
        var w = x.Graph.Variable($"{name}/filters", shape, initializer, role: VariableRole.Weight);
        var b = bias ? x.Graph.Variable($"{name}/bias", [filters], role: VariableRole.Bias) : null;
        return x.TransposedConvolution(w, b, windows, groups, [.. windows.Select(_ => outputPadding)], null, activation, name);
    }

    /// <summary>Transposed convolution with filters and bias from anywhere.</summary>
    /// <param name="x">[N, C, L], [N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="filters">[C, O / groups, ...] (ONNX's and PyTorch's order).</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="windows">The windows of the convolution that is turned around: their padding is taken off the output.</param>
    /// <param name="groups">Input and output channels are split into this many independent groups.</param>
    /// <param name="outputPadding">Pixels added after the end of each axis of the output; none where null.</param>
    /// <param name="outputSize">
    /// The output's length along each axis instead: it is cut or continued at its end, with zeros (and the bias) where no filter reaches.
    /// </param>
    /// <param name="activation">Applied to each output.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, O, ...].</returns>
    /// <exception cref="ShapeException">The shapes do not go together, or nothing is left of an axis.</exception>
    public static Value TransposedConvolution(this Value x, Value filters, Value? bias, IReadOnlyList<Window> windows, int groups = 1,
        IReadOnlyList<int>? outputPadding = null, IReadOnlyList<int>? outputSize = null, Activation activation = Activation.None, string? name = null)
    {
        string what = name ?? "TransposedConvolution";
        SpatialLowering.RequireAxes(what, x, windows, filters);
        if (groups < 1 || filters.Shape[0] != x.Shape[1] || x.Shape[1] % groups != 0)
            throw new ShapeException($"{what}: filters {filters.Shape} in {groups} groups for the input {x.Shape}; their first axis must be its channels, a multiple of the groups");
        int outputs = filters.Shape[1] * groups;
        if (bias is not null && bias.Shape != Shape.Of(outputs)) throw new ShapeException($"{what}: bias {bias.Shape} must be [{outputs}], one number an output channel");
        if (outputPadding is not null && outputSize is not null) throw new ArgumentException($"{what}: outputPadding and outputSize both say how long the output is; give one of them");
        if (outputPadding is not null && outputPadding.Count != windows.Count || outputSize is not null && outputSize.Count != windows.Count)
            throw new ShapeException($"{what}: outputPadding and outputSize need {windows.Count} numbers, one a spatial axis");
        var axes = windows.Select((window, i) => new TransposedAxis(what, window, x.Shape[i + 2], outputPadding?[i] ?? 0, outputSize?[i])).ToArray();

        var y = Transposed(x, filters, axes, groups, name);
        if (axes.Any(axis => axis.Missing > 0)) y = y.Graph.Apply(StridedCopy.Pad(y.Shape, new int[y.Shape.Rank], [0, 0, .. axes.Select(axis => axis.Missing)]), y);
        if (bias is null) return activation == Activation.None ? y : y.Graph.Map(Activated(Input(0), activation), y);
        return y.Graph.Map(Activated(Input(0) + Input(1), activation), y, bias.Reshape([outputs, .. windows.Select(_ => 1)]));
    }

    private static Value Transposed(Value x, Value filters, TransposedAxis[] axes, int groups, string? name)
    {
        var (n, c, spatial) = (x.Shape[0], x.Shape[1], x.Shape.Skip(2).ToArray());
        switch (axes.Length)
        {
            case 1:
                var line = Apply(x.Reshape([n, c, 1, spatial[0]]), filters.Reshape([c, filters.Shape[1], 1, axes[0].Window.Size]), new(SpatialLowering.One, 1), axes[0]);
                return line.Reshape([n, line.Shape[1], line.Shape[3]]);
            case 2:
                return Apply(x, filters, axes[0], axes[1]);
            default:
                var slices = x.Transpose(0, 2, 1, 3, 4).Reshape([n * spatial[0], c, spatial[1], spatial[2]]);
                var taps = filters.Reshape([c, filters.Shape[1] * axes[0].Window.Size, axes[1].Window.Size, axes[2].Window.Size]);
                return DepthUnfolding.Fold(Apply(slices, taps, axes[1], axes[2]), axes[0].Window, spatial[0], axes[0].Length);
        }

        Value Apply(Value images, Value taps, TransposedAxis height, TransposedAxis width) =>
            x.Graph.Apply(new ConvolutionInputGradient(height.Window, width.Window, height.Length, width.Length, groups), name, images, taps)[0];
    }

    private static Expression Activated(Expression x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Expression.Relu(x),
        Activation.Relu6 => Expression.Min(Expression.Relu(x), 6),
        _ => throw new NotSupportedException($"TransposedConvolution: no expression for the activation {activation}"),
    };
}
