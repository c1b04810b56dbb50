using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Transposed convolution layers over one to three spatial axes, where N pixels become (N - 1) S + F - 2P. They are computed by the
/// operator that is the gradient of a convolution with respect to its input.
/// </summary>
public static class TransposedConvolutions
{
    /// <summary>
    /// Applies a transposed convolution with the same geometry along each spatial axis: [N, C, ...] to [N, filters, ...].
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">
    /// The name of the layer. Its variables are name/filters [C, filters / groups, size, ...] and name/bias [filters].
    /// </param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The kernel size.</param>
    /// <param name="stride">The stride of the convolution: the distance of neighboring input pixels in the output.</param>
    /// <param name="padding">The padding of the convolution: the pixels removed from each side of the output.</param>
    /// <param name="outputPadding">The pixels added at the end of the output, whose size a stride leaves open.</param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="dilation">The spacing between kernel elements.</param>
    /// <param name="groups">The number of groups that input and output channels are split into.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value TransposedConvolution(this Value x, string name, int filters, int size, int stride = 1, int padding = 0,
        int outputPadding = 0, Activation activation = Activation.None, int dilation = 1, int groups = 1, bool bias = true)
    {
        var windows = SpatialLowering.Windows(x, _ => new Window(size, stride, padding, padding, dilation));
        Shape shape = [x.Shape.Rank > 1 ? x.Shape[1] : 0, filters / Math.Max(1, groups), .. windows.Select(window => window.Size)];
        var w = x.Graph.Variable($"{name}/filters", shape, Convolutions.InitializerFor(activation), role: VariableRole.Weight);
        var b = bias ? x.Graph.Variable($"{name}/bias", [filters], role: VariableRole.Bias) : null;
        return x.TransposedConvolution(w, b, windows, groups, [.. windows.Select(_ => outputPadding)], null, activation, name);
    }

    /// <summary>Applies a transposed convolution with the given filters and bias.</summary>
    /// <param name="x">The input: [N, C, L], [N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="filters">The filters: [C, O / groups, ...], as in PyTorch and ONNX.</param>
    /// <param name="bias">The bias: [O], or null.</param>
    /// <param name="windows">The windows of the convolution that is transposed; their padding is removed from the output.</param>
    /// <param name="groups">The number of groups that input and output channels are split into.</param>
    /// <param name="outputPadding">The pixels added at the end of each axis of the output; none if null.</param>
    /// <param name="outputSize">
    /// The output size along each axis instead: the output is cropped or extended at its end, with zeros (and the bias) where no filter
    /// reaches.
    /// </param>
    /// <param name="activation">The activation function applied to the output.</param>
    /// <param name="name">The name of the node.</param>
    /// <returns>[N, O, ...].</returns>
    /// <exception cref="ShapeException">The shapes do not match, or the output is empty.</exception>
    public static Value TransposedConvolution(this Value x, Value filters, Value? bias, IReadOnlyList<Window> windows, int groups = 1,
        IReadOnlyList<int>? outputPadding = null, IReadOnlyList<int>? outputSize = null, Activation activation = Activation.None,
            string? name = null)
    {
        string layer = name ?? "TransposedConvolution";
        SpatialLowering.RequireAxes(layer, x, windows, filters);
        if (groups < 1 || filters.Shape[0] != x.Shape[1] || x.Shape[1] % groups != 0)
        {
            throw new ShapeException($"{layer}: filters {filters.Shape} in {groups} groups for the input {x.Shape}; "
                + "the first axis of the filters must be the input channels, a multiple of the groups");
        }
        int outputs = filters.Shape[1] * groups;
        if (bias is not null && bias.Shape != Shape.Of(outputs))
            throw new ShapeException($"{layer}: bias {bias.Shape} must be [{outputs}], one value for each output channel");
        if (outputPadding is not null && outputSize is not null)
            throw new ArgumentException($"{layer}: outputPadding and outputSize both set the output size; give one of them");
        if (outputPadding is not null && outputPadding.Count != windows.Count || outputSize is not null
            && outputSize.Count != windows.Count)
            throw new ShapeException($"{layer}: outputPadding and outputSize need {windows.Count} values, one for each spatial axis");
        TransposedAxis[] axes =
            [.. windows.Select((window, i) => new TransposedAxis(layer, window, x.Shape[i + 2], outputPadding?[i] ?? 0, outputSize?[i]))];

        var y = Transposed(x, filters, axes, groups, name);
        if (axes.Any(axis => axis.Missing > 0))
            y = y.Graph.Apply(StridedCopy.Pad(y.Shape, new int[y.Shape.Rank], [0, 0, .. axes.Select(axis => axis.Missing)]), y);
        if (bias is null) return activation == Activation.None ? y : y.Graph.Map(Convolutions.Activated(Input(0), activation), y);
        return y.Graph.Map(Convolutions.Activated(Input(0) + Input(1), activation), y, bias.Reshape([outputs, .. windows.Select(_ => 1)]));
    }

    private static Value Transposed(Value x, Value filters, TransposedAxis[] axes, int groups, string? name)
    {
        var (n, c, spatial) = (x.Shape[0], x.Shape[1], x.Shape.Skip(2).ToArray());
        switch (axes.Length)
        {
            case 1:
                var kernel = filters.Reshape([c, filters.Shape[1], 1, axes[0].Window.Size]);
                var line = Apply(x.Reshape([n, c, 1, spatial[0]]), kernel, new(Window.One, 1), axes[0]);
                return line.Reshape([n, line.Shape[1], line.Shape[3]]);
            case 2:
                return Apply(x, filters, axes[0], axes[1]);
            default:
                var slices = x.Transpose(0, 2, 1, 3, 4).Reshape([n * spatial[0], c, spatial[1], spatial[2]]);
                var kernels = filters.Reshape([c, filters.Shape[1] * axes[0].Window.Size, axes[1].Window.Size, axes[2].Window.Size]);
                return DepthUnfolding.Fold(Apply(slices, kernels, axes[1], axes[2]), axes[0].Window, spatial[0], axes[0].Length);
        }

        Value Apply(Value images, Value kernels, TransposedAxis height, TransposedAxis width)
        {
            var @operator = new ConvolutionInputGradient(height.Window, width.Window, height.Length, width.Length, groups);
            return x.Graph.Apply(@operator, name, images, kernels)[0];
        }
    }
}

/// <summary>
/// The output size of a transposed convolution along one axis. Output padding first restores pixels that the padding removed at the end;
/// pixels beyond the last filter are missing, and zero.
/// </summary>
/// <param name="Window">The window of a convolution that divides an input of <paramref name="Length"/> evenly.</param>
/// <param name="Length">The length that the operator computes.</param>
/// <param name="Missing">The zeros after it.</param>
internal readonly record struct TransposedAxis(Window Window, int Length, int Missing = 0)
{
    public TransposedAxis(string layer, Window window, int length, int outputPadding, int? outputSize) : this(window, 0)
    {
        if (window.Size < 1 || window.Stride < 1 || window.Dilation < 1 || window.PadBegin < 0 || window.PadEnd < 0 || outputPadding < 0
            || length < 1)
        {
            throw new ShapeException($"{layer}: input length {length}, kernel size {window.Size}, stride {window.Stride}, "
                + $"dilation {window.Dilation}, "
                + $"padding {window.PadBegin} and {window.PadEnd}, output padding {outputPadding}; padding must be 0 or more, "
                + "the others 1 or more");
        }
        int end = (length - 1) * window.Stride + window.EffectiveSize - window.PadBegin, size = outputSize
            ?? end - window.PadEnd + outputPadding;
        Length = Math.Min(size, end);
        if (size < 1 || end < 1)
        {
            throw new ShapeException($"{layer}: input length {length}, kernel size {window.Size}, stride {window.Stride} and "
                + $"padding {window.PadBegin} and {window.PadEnd} give an output of length {Math.Min(size, end)}; use less padding");
        }
        Window = window with { PadEnd = end - Length, Rounding = RoundingMode.Exact };
        Missing = size - Length;
    }
}
