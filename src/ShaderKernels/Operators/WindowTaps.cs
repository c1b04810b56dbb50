using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>Creates taps of moving windows.</summary>
public static class WindowTaps
{
    /// <summary>
    /// Creates taps that unfold an axis into windows (im2col along one axis): output position * size + k is element k of the window at that
    /// position, 0 in the padding. The transposed taps sum the windows again (col2im).
    /// </summary>
    /// <param name="length">The length of the axis.</param>
    /// <param name="window">The window.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Taps Unfold(int length, Window window)
    {
        int positions = window.Positions(length, "Unfold", "length");
        return Taps.Select(length, Enumerable.Range(0, positions * window.Size).Select(output =>
        {
            int source = output / window.Size * window.Stride - window.PadBegin + output % window.Size * window.Dilation;
            return source < length ? source : -1;
        }));
    }

    /// <summary>
    /// Creates taps that sum over a window around each element: output i is the sum of inputs i - before to i + after inside the axis.
    /// </summary>
    /// <param name="length">The length of the axis.</param>
    /// <param name="before">The number of elements before the center.</param>
    /// <param name="after">The number of elements after the center.</param>
    /// <param name="weight">The weight of each element.</param>
    public static Taps Sums(int length, int before, int after, float weight = 1)
    {
        if (before < 0 || after < 0) throw new ShapeException($"Sums: a window of {before} elements before and {after} after the center; "
            + "both must be 0 or more");
        return new(length,
            Enumerable.Range(0, length).Select(output => Around(output, length, before, after).Select(input => new Tap(input, weight))));
    }

    /// <summary>
    /// Creates taps that average over a Gaussian window around each element. At the ends the weights inside the axis are normalized to a
    /// sum of 1, so that a constant axis does not change.
    /// </summary>
    /// <param name="length">The length of the axis.</param>
    /// <param name="size">The window size, odd.</param>
    /// <param name="standardDeviation">The standard deviation in elements.</param>
    /// <exception cref="ShapeException">The size is even or the standard deviation is not positive.</exception>
    public static Taps Gaussian(int length, int size, double standardDeviation)
    {
        if (size < 1 || size % 2 == 0) throw new ShapeException($"Gaussian: the window size is {size}; it must be odd");
        if (!(standardDeviation > 0)) throw new ShapeException($"Gaussian: the standard deviation is {standardDeviation}; "
            + "it must be more than 0");
        return new(length, Enumerable.Range(0, length).Select(output =>
        {
            var window = Around(output, length, size / 2, size / 2)
                .Select(input => (Index: input, Weight: Math.Exp(-0.5 * Math.Pow((input - output) / standardDeviation, 2)))).ToArray();
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
