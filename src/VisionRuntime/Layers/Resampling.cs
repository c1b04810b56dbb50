using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// Layers that change the length of axes by weighted sums of elements: resizing, and unfolding into windows (im2col) and back (col2im).
/// </summary>
public static class Resampling
{
    /// <summary>Computes each output along an axis as a weighted sum of a few inputs.</summary>
    /// <param name="x">The input, of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="taps">The weights.</param>
    public static Value Resample(this Value x, int axis, Taps taps) =>
        taps.IsIdentity && axis >= -x.Shape.Rank && axis < x.Shape.Rank && x.Shape[axis] == taps.Inputs ? x
            : x.Graph.Apply(new Resample(axis < 0 ? axis + x.Shape.Rank : axis, taps), x);

    /// <summary>Resizes images: [N, C, H, W] to [N, C, height, width].</summary>
    /// <param name="x">The images, or another input of rank 2 or more, of which the last two axes are resized.</param>
    /// <param name="height">The output height.</param>
    /// <param name="width">The output width.</param>
    /// <param name="mode">The interpolation mode.</param>
    /// <param name="coordinates">How output coordinates are transformed to input coordinates.</param>
    public static Value Resize(this Value x, int height, int width, ResizeMode mode = ResizeMode.Linear,
        CoordinateMode coordinates = CoordinateMode.HalfPixel) =>
        x.Resize(height, width, new Resizing(mode, coordinates));

    /// <summary>Resizes images with the given method.</summary>
    public static Value Resize(this Value x, int height, int width, Resizing method)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"Resize: {x} has {x.Shape.Rank} axes; it needs a height and a width");
        // The axis that shrinks more is resized first, which leaves less work for the other.
        bool heightFirst = (long)height * x.Shape[-1] <= (long)width * x.Shape[-2];
        return heightFirst ? x.ResizeAxis(-2, height, method).ResizeAxis(-1, width, method)
            : x.ResizeAxis(-1, width, method).ResizeAxis(-2, height, method);
    }

    /// <summary>Resizes one axis.</summary>
    /// <param name="x">The input, of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="length">The output length.</param>
    /// <param name="method">The method.</param>
    /// <param name="scale">The scale, if it is not the ratio of the lengths: in ONNX, scale * length need not be an integer.</param>
    /// <param name="extrapolation">The value of outputs that <see cref="CoordinateMode.TfCropAndResize"/> places outside the axis.</param>
    public static Value ResizeAxis(this Value x, int axis, int length, Resizing method, double? scale = null, float extrapolation = 0)
    {
        if (axis < 0) axis += x.Shape.Rank;
        if (axis < 0 || axis >= x.Shape.Rank) throw new ShapeException($"Resize: axis {axis} of {x}; "
            + $"it must be from {-x.Shape.Rank} to {x.Shape.Rank - 1}");
        double ratio = scale ?? (double)length / x.Shape[axis];
        var y = x.Resample(axis, method.Taps(x.Shape[axis], length, ratio));
        if (extrapolation == 0) return y;
        bool[] covers = method.Covers(x.Shape[axis], length, ratio);
        if (!covers.Contains(false)) return y;
        return y + x.Graph.Constant([length, .. Enumerable.Repeat(1, x.Shape.Rank - 1 - axis)],
            [.. covers.Select(inside => inside ? 0 : extrapolation)]);
    }

    /// <summary>Upsamples images by an integer factor: [N, C, H, W] to [N, C, factor * H, factor * W].</summary>
    public static Value Upsample(this Value x, int factor, ResizeMode mode = ResizeMode.Nearest)
    {
        if (factor < 1) throw new ShapeException($"Upsample: {x} by {factor}; the factor must be 1 or more");
        return x.Resize(x.Shape[-2] * factor, x.Shape[-1] * factor, mode);
    }

    /// <summary>
    /// Unfolds an axis into windows: the output axis has length positions * size, and its element position * size + k is element k of the
    /// window at that position, 0 in the padding.
    /// </summary>
    /// <param name="x">The input, of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="window">The window.</param>
    internal static Value UnfoldAxis(this Value x, int axis, Window window) => x.Resample(axis, WindowTaps.Unfold(x.Shape[axis], window));

    /// <summary>
    /// Extracts windows from images as columns (im2col): [N, C, H, W] to [N, C * KH * KW, OH * OW], in the order of PyTorch's Unfold. A
    /// convolution is the matrix product of its filters, reshaped to [O, C * KH * KW], with them.
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window size.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="padding">The zero padding on each side.</param>
    /// <param name="dilation">The spacing between window elements.</param>
    /// <param name="rounding">
    /// How the number of windows is rounded if the stride does not divide the padded input evenly; PyTorch uses RoundingMode.Floor.
    /// </param>
    public static Value Unfold(this Value x, int size, int stride = 1, int padding = 0, int dilation = 1,
        RoundingMode rounding = RoundingMode.Exact)
    {
        var window = new Window(size, stride, padding, padding, dilation, rounding);
        return x.Unfold(window, window);
    }

    /// <summary>Extracts windows from images as columns, with a window for each axis.</summary>
    public static Value Unfold(this Value x, Window height, Window width)
    {
        if (x.Shape.Rank != 4) throw new ShapeException($"Unfold: {x} has {x.Shape.Rank} dimensions; it needs 4, [N, C, H, W]");
        var (n, c, kh, kw) = (x.Shape[0], x.Shape[1], height.Size, width.Size);
        var windows = x.UnfoldAxis(2, height).UnfoldAxis(3, width);
        int oh = windows.Shape[2] / kh, ow = windows.Shape[3] / kw;
        return windows.Reshape([n, c, oh, kh, ow, kw]).Transpose(0, 1, 3, 5, 2, 4).Reshape([n, c * kh * kw, oh * ow]);
    }

    /// <summary>
    /// Sums columns of windows into images (col2im): [N, C * KH * KW, OH * OW] to [N, C, H, W]. This is the transpose of
    /// <see cref="Unfold(Value, Window, Window)"/>.
    /// </summary>
    /// <param name="columns">The windows as columns.</param>
    /// <param name="imageHeight">The image height.</param>
    /// <param name="imageWidth">The image width.</param>
    /// <param name="height">The window along the height.</param>
    /// <param name="width">The window along the width.</param>
    public static Value Fold(this Value columns, int imageHeight, int imageWidth, Window height, Window width)
    {
        Taps rows = WindowTaps.Unfold(imageHeight, height), across = WindowTaps.Unfold(imageWidth, width);
        int kh = height.Size, kw = width.Size, oh = rows.Outputs / kh, ow = across.Outputs / kw;
        if (columns.Shape.Rank != 3 || columns.Shape[1] % (kh * kw) != 0 || columns.Shape[2] != oh * ow)
            throw new ShapeException($"Fold: {columns} must be [N, C * {kh * kw}, "
                + $"{oh * ow}] for {kh} by {kw} windows over images of {imageHeight} by {imageWidth}");
        var (n, c) = (columns.Shape[0], columns.Shape[1] / (kh * kw));
        return columns.Reshape([n, c, kh, kw, oh, ow]).Transpose(0, 1, 4, 2, 5, 3).Reshape([n, c, oh * kh, ow * kw])
            .Resample(3, across.Transposed).Resample(2, rows.Transposed);
    }
}
