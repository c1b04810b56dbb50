using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// The depth of volumes as channels of images, so that a three-dimensional convolution is one of two dimensions: the slices under each depth tap of the filter
/// become channels. A channel's taps lie side by side, which keeps groups together.
/// </summary>
internal static class DepthUnfolding
{
    /// <summary>[N, C, D, H, W] to [N * positions, C * taps, H, W]; slices in the padding are zero.</summary>
    public static Value Unfold(Value x, Window depth, int positions)
    {
        var (n, c, height, width) = (x.Shape[0], x.Shape[1], x.Shape[3], x.Shape[4]);
        return x.UnfoldAxis(2, depth).Reshape([n, c, positions, depth.Size, height, width]).Transpose(0, 2, 1, 3, 4, 5).Reshape([n * positions, c * depth.Size, height, width]);
    }

    /// <summary>The way back, which is also <see cref="Unfold"/>'s gradient: [N * positions, C * taps, H, W] to [N, C, length, H, W], each slice the sum of what was made of it.</summary>
    public static Value Fold(Value x, Window depth, int positions, int length)
    {
        var (n, c, height, width) = (x.Shape[0] / positions, x.Shape[1] / depth.Size, x.Shape[2], x.Shape[3]);
        return x.Reshape([n, positions, c, depth.Size, height, width]).Transpose(0, 2, 1, 3, 4, 5).Reshape([n, c, positions * depth.Size, height, width])
            .Resample(2, WindowTaps.Unfold(length, depth).Transposed);
    }
}
