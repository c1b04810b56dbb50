using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Changing the length of axes by weighted sums: resizing and upsampling.</summary>
public static class Resampling
{
    /// <summary>Makes each output along an axis a weighted sum of a few inputs.</summary>
    /// <param name="x">Values of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="taps">The weights.</param>
    public static Value Resample(this Value x, int axis, Taps taps) =>
        taps.IsIdentity && axis >= -x.Shape.Rank && axis < x.Shape.Rank && x.Shape[axis] == taps.Inputs ? x : x.Graph.Apply(new Resample(axis < 0 ? axis + x.Shape.Rank : axis, taps), x);

    /// <summary>Scales images: [N, C, H, W] to [N, C, height, width].</summary>
    /// <param name="x">The images; any values with two axes or more, of which the last two are scaled.</param>
    /// <param name="height">The height after.</param>
    /// <param name="width">The width after.</param>
    /// <param name="mode">How pixels are computed from those around their places.</param>
    /// <param name="coordinates">Where they lie in the picture before.</param>
    public static Value Resize(this Value x, int height, int width, ResizeMode mode = ResizeMode.Linear, CoordinateMode coordinates = CoordinateMode.HalfPixel) =>
        x.Resize(height, width, new Resizing(mode, coordinates));

    /// <summary>Scales images, with the way described in full.</summary>
    public static Value Resize(this Value x, int height, int width, Resizing how)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"Resize: {x} has {x.Shape.Rank} axes; it needs a height and a width");
        // The axis that shrinks more goes first, so that the other has less to do.
        bool heightFirst = (long)height * x.Shape[-1] <= (long)width * x.Shape[-2];
        return heightFirst ? x.ResizeAxis(-2, height, how).ResizeAxis(-1, width, how) : x.ResizeAxis(-1, width, how).ResizeAxis(-2, height, how);
    }

    /// <summary>Scales one axis.</summary>
    /// <param name="x">Values of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="length">Its length after.</param>
    /// <param name="how">The way.</param>
    /// <param name="scale">Outputs per input, where it is not the lengths' ratio (ONNX gives scales that do not lead to whole lengths).</param>
    /// <param name="extrapolation">What stands where <see cref="CoordinateMode.TfCropAndResize"/> looks outside the axis.</param>
    public static Value ResizeAxis(this Value x, int axis, int length, Resizing how, double? scale = null, float extrapolation = 0)
    {
        if (axis < 0) axis += x.Shape.Rank;
        if (axis < 0 || axis >= x.Shape.Rank) throw new ShapeException($"Resize: axis {axis} of {x}; it must be from {-x.Shape.Rank} to {x.Shape.Rank - 1}");
        double ratio = scale ?? (double)length / x.Shape[axis];
        var y = x.Resample(axis, how.Taps(x.Shape[axis], length, ratio));
        if (extrapolation == 0) return y;
        bool[] covers = how.Covers(x.Shape[axis], length, ratio);
        if (!covers.Contains(false)) return y;
        return y + x.Graph.Constant([length, .. Enumerable.Repeat(1, x.Shape.Rank - 1 - axis)], [.. covers.Select(inside => inside ? 0 : extrapolation)]);
    }

    /// <summary>Enlarges images by a whole factor: [N, C, H, W] to [N, C, factor * H, factor * W]; each pixel becomes a square of them where the mode is nearest.</summary>
    public static Value Upsample(this Value x, int factor, ResizeMode mode = ResizeMode.Nearest)
    {
        if (factor < 1) throw new ShapeException($"Upsample: {x} by {factor}; the factor must be 1 or more");
        return x.Resize(x.Shape[-2] * factor, x.Shape[-1] * factor, mode);
    }
}
