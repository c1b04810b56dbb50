using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>How a filter or pooling window moves along one spatial axis.</summary>
/// <param name="Size">The window's length in pixels, before dilation.</param>
/// <param name="Stride">The step between neighboring positions.</param>
/// <param name="PadBegin">Zero pixels added before the first.</param>
/// <param name="PadEnd">Zero pixels added after the last.</param>
/// <param name="Dilation">The distance between neighboring taps of the window.</param>
/// <param name="Fit">What happens where the last position does not end at the border.</param>
public readonly record struct Window(int Size, int Stride = 1, int PadBegin = 0, int PadEnd = 0, int Dilation = 1, Fit Fit = Fit.Exact)
{
    /// <summary>The window's length with its gaps: (Size - 1) * Dilation + 1.</summary>
    public int EffectiveSize => (Size - 1) * Dilation + 1;

    /// <summary>
    /// The number of positions of a filter along an axis of <paramref name="length"/> pixels: (W - F + 2P) / S + 1.
    /// </summary>
    /// <exception cref="ShapeException">The window is impossible, longer than the padded axis, does not fit it evenly while Fit is Exact,
    /// or may reach past the border, which only pooling understands.</exception>
    public int Positions(int length, string @operator, string axis)
    {
        RequireFitted(@operator);
        if (Fit is Fit.Ceiling or Fit.Truncate)
            throw new ShapeException($"{@operator}: Fit.{Fit} lets a window reach past the border, which only pooling can do; pad the input, or choose Fit.Floor");
        return PositionsInside(length, @operator, axis, "filter", "Fit.Floor");
    }

    /// <summary>
    /// The number of positions of a pooling window along an axis of <paramref name="length"/> pixels. Windows that reach past the border
    /// begin inside the input or the padding before it.
    /// </summary>
    /// <exception cref="ShapeException">The window is impossible, does not fit as Fit demands, or ends by truncation and by padding at once.</exception>
    public int PooledPositions(int length, string @operator, string axis)
    {
        RequireFitted(@operator);
        if (Fit is not (Fit.Ceiling or Fit.Truncate)) return PositionsInside(length, @operator, axis, "window", "Fit.Floor or Fit.Ceiling");
        Validate(@operator, axis, "window");
        if (Fit == Fit.Truncate && PadEnd > 0)
            throw new ShapeException($"{@operator}: Fit.Truncate cuts windows at the end of the input {length} {axis}, padding of {PadEnd} after it would never be seen; leave it out, or choose Fit.Ceiling");
        int beginInside = DivideUp(length + PadBegin, Stride);
        return Fit == Fit.Truncate ? beginInside : Math.Min(beginInside, DivideUp(Math.Max(0, length + PadBegin + PadEnd - EffectiveSize), Stride) + 1);
    }

    /// <summary>
    /// What Fit.Pad and Fit.Crop ask for, as a window that fits exactly and the pixels of the axis, <c>Length</c> of them from <c>First</c> on, that it moves
    /// over. Windows with another Fit come back as they are, over the whole axis.
    /// </summary>
    /// <param name="length">The axis' length in pixels.</param>
    public (Window Window, int First, int Length) Fitted(int length)
    {
        if (Fit is not (Fit.Pad or Fit.Crop)) return (this, 0, length);
        var exact = this with { Fit = Fit.Exact };
        int room = length + PadBegin + PadEnd - EffectiveSize;
        if (Stride < 1 || Dilation < 1) return (exact, 0, length);
        if (Fit == Fit.Pad) return (exact with { PadEnd = PadEnd + (room < 0 ? -room : DivideUp(room, Stride) * Stride - room) }, 0, length);
        if (room < 0) return (exact, 0, length);
        int front = room % Stride / 2, back = room % Stride - front, first = Math.Max(0, front - PadBegin), cut = Math.Max(0, back - PadEnd);
        return (exact with { PadBegin = Math.Max(0, PadBegin - front), PadEnd = Math.Max(0, PadEnd - back) }, first, length - first - cut);
    }

    /// <summary>The window's taps, from <c>First</c> to before <c>End</c>, that lie on pixels of the input at a position.</summary>
    public (int First, int End) Taps(int position, int length) => TapsWithin(position, 0, length);

    /// <summary>The number of the window's taps that lie on pixels of the input or its padding at a position; what overhangs the padding does not count.</summary>
    public int PaddedTaps(int position, int length)
    {
        var (first, end) = TapsWithin(position, -PadBegin, length + PadEnd);
        return end - first;
    }

    /// <summary>Windows along height and width that are alike: the square filter of most networks.</summary>
    public static (Window Height, Window Width) Square(int size, int stride = 1, int padding = 0, Fit fit = Fit.Exact)
    {
        var window = new Window(size, stride, padding, padding, 1, fit);
        return (window, window);
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    private (int First, int End) TapsWithin(int position, int from, int to)
    {
        int start = position * Stride - PadBegin;
        int first = Math.Min(Size, DivideUp(Math.Max(0, from - start), Dilation));
        return (first, Math.Clamp(DivideUp(Math.Max(0, to - start), Dilation), first, Size));
    }

    private void RequireFitted(string @operator)
    {
        if (Fit is Fit.Pad or Fit.Crop)
            throw new ShapeException($"{@operator}: Fit.{Fit} changes the input, which a single operator cannot; use the layer function, or Window.Fitted and Fit.Exact");
    }

    private void Validate(string @operator, string axis, string what)
    {
        if (Size < 1 || Stride < 1 || Dilation < 1)
            throw new ShapeException($"{@operator}: {axis} {what} {Size}, stride {Stride}, dilation {Dilation}; each must be 1 or more");
        if (PadBegin < 0 || PadEnd < 0)
            throw new ShapeException($"{@operator}: {axis} padding {PadBegin} and {PadEnd}; padding must be 0 or more, crop with a slice");
    }

    private int PositionsInside(int length, string @operator, string axis, string what, string otherFits)
    {
        Validate(@operator, axis, what);
        int room = length + PadBegin + PadEnd - EffectiveSize;
        if (room < 0)
            throw new ShapeException($"{@operator}: input {length} {axis}, padded by {PadBegin} and {PadEnd}, is smaller than the {what}'s {EffectiveSize}; pad by {EffectiveSize - length - PadBegin - PadEnd} more, or choose a smaller {what}");
        if (room % Stride != 0 && Fit == Fit.Exact)
        {
            int missing = Stride - room % Stride;
            throw new ShapeException(FormattableString.Invariant($"{@operator}: input {length} {axis}, {what} {Size}, stride {Stride} does not fit ({room / (double)Stride + 1:0.##} positions); pad by {missing}, or choose {otherFits}"));
        }
        return room / Stride + 1;
    }
}
