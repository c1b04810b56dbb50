using ShaderKernels.Operators;
using VisionRuntime.Graphs;
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
            var x = X(g, c.Batch(), c.Channels(groups), c.Length(), c.Length());
            Window height = c.Window(x.Shape[2]), width = c.Window(x.Shape[3]);
            return x.Convolution("c", groups * c.OneOf(1, 2, 3, 8, 17), height, width, groups, c.OneOf(Activation.None, Activation.Relu));
        }),
        new("depthwise convolution", (g, c) =>
        {
            var x = X(g, c.Batch(), c.Channels(), c.Length(), c.Length());
            return x.Convolution("c", x.Shape[1] * c.Number(1, 2), c.Window(x.Shape[2]), c.Window(x.Shape[3]), x.Shape[1]);
        }),
        new("input gradient of convolution", (g, c) =>
        {
            int height = c.Length(), width = c.Length(), outputs = c.OneOf(1, 3, 8, 17), inputs = c.OneOf(1, 2, 5, 16);
            Window down = c.Window(height), across = c.Window(width);
            var dy = X(g, c.Batch(), outputs, down.Positions(height, "", ""), across.Positions(width, "", ""));
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
}
