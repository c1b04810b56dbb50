using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>
/// What layers over one to three spatial axes share on their way to two-dimensional operators: a signal is an image one pixel high, the depth of a volume
/// goes into the channels (<see cref="DepthUnfolding"/>), and a fit that changes the input is a slice or padding first.
/// </summary>
internal static class SpatialLowering
{
    /// <summary>The window of an axis that was not there.</summary>
    public static Window One { get; } = new(1);

    /// <summary>One window for each spatial axis of x, made from the axis' length.</summary>
    public static Window[] Windows(Value x, Func<int, Window> window) => [.. x.Shape.Skip(2).Select(window)];

    /// <summary>Throws unless x is [N, C, ...] with one to three spatial axes, a window for each, and filters of those sizes.</summary>
    public static void RequireAxes(string what, Value x, IReadOnlyList<Window> windows, Value? filters = null)
    {
        if (x.Shape.Rank is < 3 or > 5)
            throw new ShapeException($"{what}: the input {x} has {x.Shape.Rank} dimensions; it needs [N, C, L], [N, C, H, W] or [N, C, D, H, W]");
        if (windows.Count != x.Shape.Rank - 2)
            throw new ShapeException($"{what}: {windows.Count} windows for the input {x}; it needs {x.Shape.Rank - 2}, one a spatial axis");
        if (filters is null) return;
        if (filters.Shape.Rank != x.Shape.Rank)
            throw new ShapeException($"{what}: the filters {filters} have {filters.Shape.Rank} dimensions, the input {x} has {x.Shape.Rank}; they must be alike");
        if (!filters.Shape.Skip(2).SequenceEqual(windows.Select(window => window.Size)))
            throw new ShapeException($"{what}: the filters {filters} do not have the windows' sizes {string.Join(" by ", windows.Select(window => window.Size))}");
    }

    /// <summary>The input and windows with what Fit.Pad and Fit.Crop ask for done, and padding that is not zeros added.</summary>
    public static (Value X, Window[] Windows) Fitted(Value x, IReadOnlyList<Window> windows, PaddingMode mode = PaddingMode.Constant)
    {
        var fitted = new Window[windows.Count];
        int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
        for (int i = 0; i < fitted.Length; i++) (fitted[i], starts[i + 2], lengths[i + 2]) = windows[i].Fitted(x.Shape[i + 2]);
        if (!lengths.SequenceEqual(x.Shape)) x = x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x);
        if (mode == PaddingMode.Constant) return (x, fitted);
        x = x.Pad([0, 0, .. fitted.Select(window => window.PadBegin)], [0, 0, .. fitted.Select(window => window.PadEnd)], mode);
        return (x, [.. fitted.Select(window => window with { PadBegin = 0, PadEnd = 0 })]);
    }
}
