using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Average pooling with weights that fall with the distance from the window's center (Goodfellow et al. 2016, "Deep learning", section 9.3).</summary>
public static class DistanceWeightedPooling
{
    /// <summary>The mean of the pixels under each window, each weighed by 1 / (1 + d) where d is its distance in pixels from the window's center. Padding is not counted.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="size">The window's length along each axis.</param>
    /// <param name="stride">The step between windows; the size where none is given.</param>
    /// <param name="padding">Pixels around the input.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <exception cref="ShapeException">The windows do not fit the input, or one sees only padding.</exception>
    public static Value DistanceWeightedAveragePool(this Value x, int size, int? stride = null, Padding padding = default, Fit fit = Fit.Exact) =>
        x.DistanceWeightedAveragePool(SpatialLowering.Windows(x, length => padding.Window(length, size, stride ?? size, 1, fit)));

    /// <summary>The same with one window a spatial axis and weights of one's own.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="windows">One window a spatial axis.</param>
    /// <param name="weight">The weight, more than 0, of a pixel at a distance from the window's center; 1 / (1 + distance) where null.</param>
    /// <exception cref="ShapeException">The windows do not fit the input, or one sees only padding.</exception>
    public static Value DistanceWeightedAveragePool(this Value x, IReadOnlyList<Window> windows, Func<double, double>? weight = null)
    {
        SpatialLowering.RequireAxes("DistanceWeightedAveragePool", x, windows);
        (x, var fitted) = SpatialLowering.Fitted(x, windows);
        weight ??= distance => 1 / (1 + distance);
        int[] lengths = [.. x.Shape.Skip(2)];
        int[] positions = [.. fitted.Select((window, axis) => window.PooledPositions(lengths[axis], "DistanceWeightedAveragePool", Axes[^lengths.Length..][axis]))];
        int[] sizes = [.. fitted.Select(window => window.Size)];
        double[] weights = [.. Places(sizes).Select(tap => weight(Math.Sqrt(tap.Select((t, axis) => Math.Pow((t - (sizes[axis] - 1) / 2.0) * fitted[axis].Dilation, 2)).Sum())))];

        // Each channel is an image of its own under the same weights; windows that hang over the end see zeros there, and the divisor leaves them out.
        var filters = x.Graph.Constant([1, 1, .. sizes], [.. weights.Select(value => (float)value)]);
        Window[] overhanging = [.. fitted.Select((window, axis) => window with { PadEnd = Math.Max(0, (positions[axis] - 1) * window.Stride + window.EffectiveSize - window.PadBegin - lengths[axis]), Fit = Fit.Floor })];
        var sums = x.Reshape([x.Shape[0] * x.Shape[1], 1, .. lengths]).Convolution(filters, null, overhanging).Reshape([x.Shape[0], x.Shape[1], .. positions]);
        return sums * x.Graph.Constant([1, 1, .. positions], [.. Places(positions).Select(position => Share(fitted, lengths, sizes, weights, position))]);
    }

    private static readonly string[] Axes = ["deep", "high", "wide"];

    /// <summary>One over the weights of the taps that see a pixel at a position.</summary>
    private static float Share(Window[] windows, int[] lengths, int[] sizes, double[] weights, int[] position)
    {
        double sum = 0;
        foreach (var (tap, value) in Places(sizes).Zip(weights))
        {
            bool inside = true;
            for (int axis = 0; axis < tap.Length; axis++)
            {
                int at = position[axis] * windows[axis].Stride - windows[axis].PadBegin + tap[axis] * windows[axis].Dilation;
                inside &= at >= 0 && at < lengths[axis];
            }
            if (inside) sum += value;
        }
        return sum > 0 ? (float)(1 / sum) : throw new ShapeException($"DistanceWeightedAveragePool: the window at position [{string.Join(", ", position)}] sees only padding; pad by less than the window");
    }

    /// <summary>Every place in a box of the given lengths, the last axis fastest.</summary>
    private static IEnumerable<int[]> Places(int[] lengths)
    {
        long count = lengths.Aggregate(1L, (product, length) => product * length);
        for (long i = 0; i < count; i++)
        {
            var place = new int[lengths.Length];
            long rest = i;
            for (int axis = lengths.Length - 1; axis >= 0; axis--) (rest, place[axis]) = (rest / lengths[axis], (int)(rest % lengths[axis]));
            yield return place;
        }
    }
}
