using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>Taps of windows that move along an axis.</summary>
public static class WindowTaps
{
    /// <summary>
    /// The windows one behind the other: output position * size + tap is what lies under that tap of the window at that position, 0 on padding.
    /// The axis, reshaped to [positions, size], is im2col's along one axis; transposed taps add the windows up again (col2im).
    /// </summary>
    /// <param name="length">The axis' length.</param>
    /// <param name="window">How the window moves.</param>
    /// <exception cref="ShapeException">The window does not fit the axis.</exception>
    public static Taps Unfold(int length, Window window)
    {
        int positions = window.Positions(length, "Unfold", "long");
        return Taps.Select(length, Enumerable.Range(0, positions * window.Size).Select(output =>
        {
            int source = output / window.Size * window.Stride - window.PadBegin + output % window.Size * window.Dilation;
            return source < length ? source : -1;
        }));
    }

    /// <summary>Sums over a window around each element, cut off at the ends: output i sums inputs i - before to i + after.</summary>
    /// <param name="length">The axis' length, which stays.</param>
    /// <param name="before">How many elements before the middle belong to the window.</param>
    /// <param name="after">How many elements behind the middle belong to the window.</param>
    /// <param name="weight">What every element counts.</param>
    public static Taps Sums(int length, int before, int after, float weight = 1)
    {
        if (before < 0 || after < 0) throw new ShapeException($"Sums: a window from {before} before to {after} behind the middle; both must be 0 or more");
        return new(length, Enumerable.Range(0, length).Select(output => Around(output, length, before, after).Select(input => new Tap(input, weight))));
    }

    /// <summary>
    /// Means under a Gaussian window around each element. Where the window reaches past the end of the axis the rest is made to add up to 1 again,
    /// so that an axis of equal numbers stays as it is.
    /// </summary>
    /// <param name="length">The axis' length, which stays.</param>
    /// <param name="size">The window's length, odd.</param>
    /// <param name="deviation">The Gaussian's standard deviation in elements.</param>
    /// <exception cref="ShapeException">The size is even or the deviation not positive.</exception>
    public static Taps Gaussian(int length, int size, double deviation)
    {
        if (size < 1 || size % 2 == 0) throw new ShapeException($"Gaussian: a window of {size}; it must be odd to have a middle");
        if (!(deviation > 0)) throw new ShapeException($"Gaussian: a standard deviation of {deviation}; it must be more than 0");
        return new(length, Enumerable.Range(0, length).Select(output =>
        {
            var window = Around(output, length, size / 2, size / 2).Select(input => (Index: input, Weight: Math.Exp(-0.5 * Math.Pow((input - output) / deviation, 2)))).ToArray();
            double sum = window.Sum(tap => tap.Weight);
            return window.Select(tap => new Tap(tap.Index, (float)(tap.Weight / sum)));
        }));
    }

    private static IEnumerable<int> Around(int middle, int length, int before, int after)
    {
        int first = Math.Max(0, middle - before), last = (int)Math.Min(length - 1L, (long)middle + after);
        return Enumerable.Range(first, last - first + 1);
    }
}
