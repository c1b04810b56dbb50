using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Windows of images as columns of a matrix (im2col), and their sums back into images (col2im).</summary>
public static class Unfolding
{
    /// <summary>
    /// The windows along one axis one behind the other: an axis of L elements becomes one of positions * size, whose element position * size + tap lies
    /// under that tap of the window at that position; 0 on padding.
    /// </summary>
    /// <param name="x">Values of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="window">How the window moves.</param>
    public static Value UnfoldAxis(this Value x, int axis, Window window) => x.Resample(axis, WindowTaps.Unfold(x.Shape[axis], window));

    /// <summary>
    /// The windows over images as columns: [N, C, H, W] to [N, C * KH * KW, OH * OW], in the order of PyTorch's Unfold.
    /// A convolution is the product of its filters, as rows [O, C * KH * KW], with them.
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window's height and width.</param>
    /// <param name="stride">The step between windows.</param>
    /// <param name="padding">Zero pixels around the images.</param>
    /// <param name="dilation">The distance between the window's pixels.</param>
    /// <param name="fit">What happens where windows do not end at the border; PyTorch's way is Fit.Floor.</param>
    public static Value Unfold(this Value x, int size, int stride = 1, int padding = 0, int dilation = 1, Fit fit = Fit.Exact)
    {
        var window = new Window(size, stride, padding, padding, dilation, fit);
        return x.Unfold(window, window);
    }

    /// <summary>The windows over images as columns, with the windows given in full.</summary>
    public static Value Unfold(this Value x, Window height, Window width)
    {
        if (x.Shape.Rank != 4) throw new ShapeException($"Unfold: {x} has {x.Shape.Rank} dimensions; images [N, C, H, W] have 4");
        var (n, c, kh, kw) = (x.Shape[0], x.Shape[1], height.Size, width.Size);
        var windows = x.UnfoldAxis(2, height).UnfoldAxis(3, width);
        int oh = windows.Shape[2] / kh, ow = windows.Shape[3] / kw;
        return windows.Reshape([n, c, oh, kh, ow, kw]).Transpose(0, 1, 3, 5, 2, 4).Reshape([n, c * kh * kw, oh * ow]);
    }

    /// <summary>
    /// Columns of windows added up into images of a size: [N, C * KH * KW, OH * OW] to [N, C, H, W]. The transpose of
    /// <see cref="Unfold(Value, Window, Window)"/>: pixels under several windows get the sum.
    /// </summary>
    /// <param name="columns">The windows.</param>
    /// <param name="imageHeight">H.</param>
    /// <param name="imageWidth">W.</param>
    /// <param name="height">How the windows moved along the height.</param>
    /// <param name="width">How the windows moved along the width.</param>
    public static Value Fold(this Value columns, int imageHeight, int imageWidth, Window height, Window width)
    {
        Taps rows = WindowTaps.Unfold(imageHeight, height), across = WindowTaps.Unfold(imageWidth, width);
        int kh = height.Size, kw = width.Size, oh = rows.Outputs / kh, ow = across.Outputs / kw;
        if (columns.Shape.Rank != 3 || columns.Shape[1] % (kh * kw) != 0 || columns.Shape[2] != oh * ow)
            throw new ShapeException($"Fold: {columns} is no [N, C * {kh * kw}, {oh * ow}] of {kh} by {kw} windows over images {imageHeight} by {imageWidth}");
        var (n, c) = (columns.Shape[0], columns.Shape[1] / (kh * kw));
        return columns.Reshape([n, c, kh, kw, oh, ow]).Transpose(0, 1, 4, 2, 5, 3).Reshape([n, c, oh * kh, ow * kw])
            .Resample(3, across.Transposed).Resample(2, rows.Transposed);
    }
}
