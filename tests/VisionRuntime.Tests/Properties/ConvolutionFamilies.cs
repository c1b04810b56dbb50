using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Convolutions and their kin.</summary>
internal static class ConvolutionFamilies
{
    public static readonly Family[] All =
    [
        new("convolution", (g, c) =>
        {
            int groups = c.OneOf(1, 1, 2, 3);
            var x = c.Images(g, 2, groups);
            Window height = c.Window(x.Shape[2]), width = c.Window(x.Shape[3]);
            return x.Convolution("c", groups * c.OneOf(1, 2, 3, 8, 17), height, width, groups, c.OneOf(Activation.None, Activation.Relu));
        }),
        new("depthwise convolution", (g, c) =>
        {
            var x = c.Images(g);
            return x.Convolution("c", x.Shape[1] * c.Number(1, 2), c.Window(x.Shape[2]), c.Window(x.Shape[3]), x.Shape[1]);
        }),
        .. new[] { 1, 2, 3 }.Select(axes => new Family($"{axes}-D convolution, padded by rules", (g, c) => Ruled(g, c, axes))),
        .. new[] { 1, 2, 3 }.Select(axes => new Family($"{axes}-D transposed convolution", (g, c) => Transposed(g, c, axes))),
        new("transposed convolution of a size", (g, c) =>
        {
            var x = c.Images(g, c.Number(1, 3), 1, 5);
            Window[] windows = [.. x.Shape.Skip(2).Select(_ => new Window(c.Number(1, 4), c.Number(1, 3)))];
            int[] sizes = [.. windows.Select((window, i) => Math.Max(1, (x.Shape[i + 2] - 1) * window.Stride + window.Size + c.Number(-2, 2)))];
            return x.TransposedConvolution(W(g, [x.Shape[1], 2, .. windows.Select(window => window.Size)]), g.Variable("bias", [2]), windows, outputSize: sizes);
        }),
        new("separable convolution", (g, c) =>
        {
            var x = c.Images(g, c.Number(1, 3), 1, 7);
            return x.SeparableConvolution("s", c.OneOf(1, 3, 8), c.Number(1, 4), c.Number(1, 3), c.OneOf(Padding.SameUpper, Padding.SameLower), c.OneOf(Activation.None, Activation.Relu), c.Number(1, 2), c.Maybe());
        }),
        new("locally connected", (g, c) =>
        {
            var x = c.Images(g, 2, 1, 7);
            return x.LocallyConnected("l", c.OneOf(1, 2, 5), c.Window(x.Shape[2]), c.Window(x.Shape[3]), c.OneOf(Activation.None, Activation.Relu));
        }),
        new("input gradient of convolution", (g, c) =>
        {
            int height = c.Length(), width = c.Length(), outputs = c.OneOf(1, 3, 8, 17), inputs = c.OneOf(1, 2, 5, 16);
            Window down = c.Window(height), across = c.Window(width);
            var dy = X(g, c.Number(0, 3), outputs, down.Positions(height, "", ""), across.Positions(width, "", ""));
            return g.Apply(new ConvolutionInputGradient(down, across, height, width), dy, W(g, outputs, inputs, down.Size, across.Size));
        }),
        new("filter gradient of convolution", (g, c) =>
        {
            int height = c.Length(), width = c.Length(), outputs = c.OneOf(1, 3, 8, 17), batch = c.Number(1, 3);
            Window down = c.Window(height), across = c.Window(width);
            var dy = W(g, batch, outputs, down.Positions(height, "", ""), across.Positions(width, "", ""));
            return g.Apply(new ConvolutionFilterGradient(down, across), X(g, batch, c.OneOf(1, 2, 5, 16), height, width), dy);
        }),
    ];

    /// <summary>Every rule and mode of padding, and every rounding mode.</summary>
    private static Value Ruled(Graph graph, Choices c, int axes)
    {
        int groups = c.OneOf(1, 1, 2), size = c.Number(1, 4), stride = c.Number(1, 3), dilation = c.Number(1, 2);
        var x = c.Images(graph, axes, groups);
        var padding = c.OneOf(Padding.Valid, 1, Padding.Explicit(0, 2), Padding.Explicit(3, 1), Padding.Same, Padding.Half, Padding.SameUpper, Padding.SameLower, Padding.Full, Padding.Same.ForceEqual(), Padding.Explicit(1, 0).ForceEqual());
        var mode = c.OneOf(PaddingMode.Constant, PaddingMode.Reflect, PaddingMode.Edge, PaddingMode.Wrap);
        var windows = x.Shape.Skip(2).Select(length => (Length: length, Window: padding.Window(length, size, stride, dilation))).ToArray();
        bool fits = windows.All(axis => axis.Length + axis.Window.PadBegin + axis.Window.PadEnd >= axis.Window.EffectiveSize);
        var rounding = fits ? c.OneOf(RoundingMode.Floor, RoundingMode.Pad, RoundingMode.Crop) : RoundingMode.Pad;
        return x.Convolution("c", groups * c.OneOf(1, 2, 5), size, stride, padding, c.OneOf(Activation.None, Activation.Relu), dilation, groups, rounding, c.Maybe(), mode);
    }

    private static Value Transposed(Graph graph, Choices c, int axes)
    {
        int groups = c.OneOf(1, 1, 2), size = c.Number(1, 4), dilation = c.Number(1, 2), padding = c.Number(0, (size - 1) * dilation / 2);
        var x = c.Images(graph, axes, groups, 7);
        return x.TransposedConvolution("t", groups * c.OneOf(1, 2, 5), size, c.Number(1, 3), padding, c.Number(0, 2), c.OneOf(Activation.None, Activation.Relu), dilation, groups, c.Maybe());
    }
}
