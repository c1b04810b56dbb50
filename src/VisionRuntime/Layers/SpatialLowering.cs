using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// The parts shared by layers over one to three spatial axes, which are computed by two-dimensional operators: a signal becomes an image of
/// height 1, and the depth of a volume becomes channels (<see cref="DepthUnfolding"/>).
/// </summary>
internal static class SpatialLowering
{
    /// <summary>Creates a window for each spatial axis of x from the length of the axis.</summary>
    public static Window[] Windows(Value x, Func<int, Window> window) => [.. x.Shape.Skip(2).Select(window)];

    /// <summary>Throws unless x is [N, C, ...] with one to three spatial axes, one window for each, and filters of those sizes.</summary>
    public static void RequireAxes(string layer, Value x, IReadOnlyList<Window> windows, Value? filters = null)
    {
        if (x.Shape.Rank is < 3 or > 5)
            throw new ShapeException($"{layer}: the input {x} has {x.Shape.Rank} dimensions; it needs [N, C, L], [N, C, H, W] or [N, C, "
                + "D, H, W]");
        if (windows.Count != x.Shape.Rank - 2)
            throw new ShapeException($"{layer}: {windows.Count} windows for the input {x}; it needs {x.Shape.Rank - 2}, "
                + "one for each spatial axis");
        if (filters is null) return;
        if (filters.Shape.Rank != x.Shape.Rank)
            throw new ShapeException($"{layer}: the filters {filters} have {filters.Shape.Rank} dimensions, "
                + $"the input {x} has {x.Shape.Rank}; they must have the same rank");
        if (!filters.Shape.Skip(2).SequenceEqual(windows.Select(window => window.Size)))
            throw new ShapeException($"{layer}: the filters {filters} do not have the sizes of the windows, "
                + $"{string.Join(" by ", windows.Select(window => window.Size))}");
    }

    /// <summary>
    /// Applies what RoundingMode.Pad and RoundingMode.Crop ask for, and padding other than zeros, to the input; the windows then need
    /// neither.
    /// </summary>
    public static (Value X, Window[] Windows) Resolved(Value x, IReadOnlyList<Window> windows, PaddingMode mode = PaddingMode.Constant)
    {
        var resolved = new Window[windows.Count];
        int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
        for (int i = 0; i < resolved.Length; i++) (resolved[i], starts[i + 2], lengths[i + 2]) = windows[i].Resolve(x.Shape[i + 2]);
        if (!lengths.SequenceEqual(x.Shape)) x = x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
        if (mode == PaddingMode.Constant) return (x, resolved);
        x = x.Pad([0, 0, .. resolved.Select(window => window.PadBegin)], [0, 0, .. resolved.Select(window => window.PadEnd)], mode);
        return (x, [.. resolved.Select(window => window with { PadBegin = 0, PadEnd = 0 })]);
    }
}

/// <summary>
/// Moves the depth of volumes into the channels of images, so that a three-dimensional convolution becomes a two-dimensional one: the
/// slices under each kernel element along the depth become channels. Those of one channel are neighbors, which keeps groups together.
/// </summary>
internal static class DepthUnfolding
{
    /// <summary>Converts [N, C, D, H, W] to [N * positions, C * kernel depth, H, W]; slices in the padding are zero.</summary>
    public static Value Unfold(Value x, Window depth, int positions)
    {
        var (n, c, height, width) = (x.Shape[0], x.Shape[1], x.Shape[3], x.Shape[4]);
        return x.UnfoldAxis(2, depth).Reshape([n, c, positions, depth.Size, height, width]).Transpose(0, 2, 1, 3, 4, 5)
            .Reshape([n * positions, c * depth.Size, height, width]);
    }

    /// <summary>
    /// Converts [N * positions, C * kernel depth, H, W] to [N, C, length, H, W] and sums the slices that <see cref="Unfold"/> makes from
    /// one; this is also the gradient of <see cref="Unfold"/>.
    /// </summary>
    public static Value Fold(Value x, Window depth, int positions, int length)
    {
        var (n, c, height, width) = (x.Shape[0] / positions, x.Shape[1] / depth.Size, x.Shape[2], x.Shape[3]);
        return x.Reshape([n, positions, c, depth.Size, height, width]).Transpose(0, 2, 1, 3, 4, 5)
            .Reshape([n, c, positions * depth.Size, height, width]).Resample(2, WindowTaps.Unfold(length, depth).Transposed);
    }
}
