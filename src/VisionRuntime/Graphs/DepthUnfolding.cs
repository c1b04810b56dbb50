using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>
/// The depth of volumes as channels of images, so that a three-dimensional convolution is one of two dimensions: output slice p sees the slices
/// p S - before + k D for each depth tap k, and they become its channels, [N, C, D, H, W] to [N * P, C * K, H, W]. A channel's taps lie side by side,
/// which keeps groups together.
/// </summary>
internal static class DepthUnfolding
{
    /// <summary>[N, C, D, H, W] to [N * positions, C * taps, H, W]; slices in the padding are zero.</summary>
    public static Value Unfold(Value x, Window depth, int positions)
    {
        Shape volume = x.Shape, unfolded = Unfolded(volume, depth, positions);
        var taps = Taps(volume, depth, positions);
        var copy = new StridedCopy(unfolded, [.. taps.Select(tap => new StridedCopy.Part(volume, tap.Extent, tap.InVolume, tap.InUnfolded))]);
        return x.Graph.Apply(copy, Enumerable.Repeat(x, taps.Count).ToArray()).Reshape([volume[0] * positions, volume[1] * depth.Size, volume[3], volume[4]]);
    }

    /// <summary>The way back, which is also <see cref="Unfold"/>'s gradient: [N * positions, C * taps, H, W] to [N, C, length, H, W], each slice the sum of what was made of it.</summary>
    public static Value Fold(Value x, Window depth, int positions, int length)
    {
        var volume = Shape.Of(x.Shape[0] / Math.Max(1, positions), x.Shape[1] / depth.Size, length, x.Shape[2], x.Shape[3]);
        var unfolded = Unfolded(volume, depth, positions);
        var seen = x.Reshape(unfolded);
        Value[] copies = [.. Taps(volume, depth, positions).Select(tap => x.Graph.Apply(new StridedCopy(volume, [new(unfolded, tap.Extent, tap.InUnfolded, tap.InVolume)]), seen))];
        return copies.Length == 1 ? copies[0] : x.Graph.Map(Enumerable.Range(0, copies.Length).Select(Expression.Input).Aggregate((sum, next) => sum + next), copies);
    }

    private static Shape Unfolded(Shape volume, Window depth, int positions) => [volume[0], positions, volume[1], depth.Size, volume[3], volume[4]];

    /// <summary>For each depth tap that sees a slice at all: the positions where it does, as a walk through the volume and one through the unfolded images.</summary>
    private static List<(Shape Extent, StridedCopy.Walk InVolume, StridedCopy.Walk InUnfolded)> Taps(Shape volume, Window depth, int positions)
    {
        int[] own = volume.Strides(), other = Unfolded(volume, depth, positions).Strides();
        var taps = new List<(Shape, StridedCopy.Walk, StridedCopy.Walk)>();
        for (int tap = 0; tap < depth.Size; tap++)
        {
            int offset = tap * depth.Dilation - depth.Before;
            int first = 0, end = positions;
            while (first < end && first * depth.Stride + offset < 0) first++;
            while (end > first && (end - 1) * depth.Stride + offset >= volume[2]) end--;
            // At least one part, so that the copy knows its input even where the filter sees nothing but padding.
            if (first == end && (tap < depth.Size - 1 || taps.Count > 0)) continue;
            int slice = first == end ? 0 : first * depth.Stride + offset;
            taps.Add(([volume[0], volume[1], end - first, volume[3], volume[4]],
                new(slice * own[2], [own[0], own[1], own[2] * depth.Stride, own[3], own[4]]),
                new(Math.Min(first, positions - 1) * other[1] + tap * other[3], [other[0], other[2], other[1], other[4], other[5]])));
        }
        return taps;
    }
}
