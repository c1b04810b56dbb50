using System.Globalization;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The geometry of a convolution or pooling window along one spatial axis.</summary>
/// <param name="Size">The kernel size in pixels, without dilation.</param>
/// <param name="Stride">The distance between neighboring positions.</param>
/// <param name="PadBegin">The zeros added before the first pixel.</param>
/// <param name="PadEnd">The zeros added after the last pixel.</param>
/// <param name="Dilation">The spacing between kernel elements.</param>
/// <param name="Rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
public readonly record struct Window(int Size, int Stride = 1, int PadBegin = 0, int PadEnd = 0, int Dilation = 1,
    RoundingMode Rounding = RoundingMode.Exact)
{
    /// <summary>Gets the effective kernel size, with dilation: (Size - 1) * Dilation + 1.</summary>
    public int EffectiveSize => (Size - 1) * Dilation + 1;

    /// <summary>Gets the window of size 1, under which every output corresponds to one input.</summary>
    public static Window One { get; } = new(1);

    /// <summary>
    /// Computes the output size of a convolution along an axis of <paramref name="length"/> pixels: (W - F + 2P) / S + 1.
    /// </summary>
    /// <param name="length">The length of the axis in pixels.</param>
    /// <param name="operator">The name of the operator, for messages.</param>
    /// <param name="axis">The name of the axis, for messages.</param>
    /// <exception cref="ShapeException">
    /// The window is invalid, larger than the padded axis, or does not divide it evenly with RoundingMode.Exact, or the rounding mode is
    /// for pooling only.
    /// </exception>
    public int Positions(int length, string @operator, string axis)
    {
        RequireResolved(@operator);
        if (Rounding is RoundingMode.Ceiling or RoundingMode.Truncate)
        {
            throw new ShapeException($"{@operator}: RoundingMode.{Rounding} lets a window extend past the border, "
                + "which only pooling supports; "
                + "pad the input, or choose RoundingMode.Floor");
        }
        return PositionsInside(length, @operator, axis, "kernel", "RoundingMode.Floor");
    }

    /// <summary>
    /// Computes the output size of pooling along an axis of <paramref name="length"/> pixels. Windows that extend past the border start
    /// inside the input or the padding before it.
    /// </summary>
    /// <param name="length">The length of the axis in pixels.</param>
    /// <param name="operator">The name of the operator, for messages.</param>
    /// <param name="axis">The name of the axis, for messages.</param>
    /// <exception cref="ShapeException">
    /// The window is invalid, larger than the padded axis, does not divide it evenly with RoundingMode.Exact, or has padding after the axis
    /// with RoundingMode.Truncate.
    /// </exception>
    public int PooledPositions(int length, string @operator, string axis)
    {
        RequireResolved(@operator);
        if (Rounding is not (RoundingMode.Ceiling or RoundingMode.Truncate))
            return PositionsInside(length, @operator, axis, "window", "RoundingMode.Floor or RoundingMode.Ceiling");
        Validate(@operator, axis, "window");
        if (Rounding == RoundingMode.Truncate && PadEnd > 0)
        {
            throw new ShapeException($"{@operator}: RoundingMode.Truncate cuts windows off at the end of the input, "
                + $"so padding of {PadEnd} after "
                + $"the {axis} has no effect; remove it, or choose RoundingMode.Ceiling");
        }
        int startInside = DivideUp(length + PadBegin, Stride);
        if (Rounding == RoundingMode.Truncate) return startInside;
        return Math.Min(startInside, DivideUp(Math.Max(0, length + PadBegin + PadEnd - EffectiveSize), Stride) + 1);
    }

    /// <summary>
    /// Resolves RoundingMode.Pad and RoundingMode.Crop: returns a window that divides evenly and the range of pixels, <c>Length</c> from
    /// <c>First</c>, that it moves over. A window with another rounding mode is returned unchanged with the whole axis.
    /// </summary>
    /// <param name="length">The length of the axis in pixels.</param>
    public (Window Window, int First, int Length) Resolve(int length)
    {
        if (Rounding is not (RoundingMode.Pad or RoundingMode.Crop)) return (this, 0, length);
        var exact = this with { Rounding = RoundingMode.Exact };
        int room = length + PadBegin + PadEnd - EffectiveSize;
        if (Stride < 1 || Dilation < 1) return (exact, 0, length);
        if (Rounding == RoundingMode.Pad)
            return (exact with { PadEnd = PadEnd + (room < 0 ? -room : DivideUp(room, Stride) * Stride - room) }, 0, length);
        if (room < 0) return (exact, 0, length);
        int front = room % Stride / 2, back = room % Stride - front, first = Math.Max(0, front - PadBegin),
            cut = Math.Max(0, back - PadEnd);
        return (exact with { PadBegin = Math.Max(0, PadBegin - front), PadEnd = Math.Max(0, PadEnd - back) }, first, length - first - cut);
    }

    /// <summary>
    /// Gets the range of kernel elements, from <c>First</c> to before <c>End</c>, that lie on input pixels at a position.
    /// </summary>
    public (int First, int End) Taps(int position, int length) => TapsWithin(position, 0, length);

    /// <summary>
    /// Counts the kernel elements that lie on input pixels or padding at a position; those past the padding do not count.
    /// </summary>
    public int PaddedTaps(int position, int length)
    {
        var (first, end) = TapsWithin(position, -PadBegin, length + PadEnd);
        return end - first;
    }

    /// <summary>Creates equal windows along height and width.</summary>
    public static (Window Height, Window Width) Square(int size, int stride = 1, int padding = 0,
        RoundingMode rounding = RoundingMode.Exact)
    {
        var window = new Window(size, stride, padding, padding, 1, rounding);
        return (window, window);
    }

    /// <summary>Returns the window with more padding before and after the axis.</summary>
    internal Window Padded(int before, int after) => this with { PadBegin = PadBegin + before, PadEnd = PadEnd + after };

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    private (int First, int End) TapsWithin(int position, int from, int to)
    {
        int start = position * Stride - PadBegin;
        int first = Math.Min(Size, DivideUp(Math.Max(0, from - start), Dilation));
        return (first, Math.Clamp(DivideUp(Math.Max(0, to - start), Dilation), first, Size));
    }

    private void RequireResolved(string @operator)
    {
        if (Rounding is not (RoundingMode.Pad or RoundingMode.Crop)) return;
        throw new ShapeException($"{@operator}: RoundingMode.{Rounding} changes the input, which a single operator cannot; use the layer "
            + "function, or Window.Resolve");
    }

    private void Validate(string @operator, string axis, string what)
    {
        if (Size < 1 || Stride < 1 || Dilation < 1)
        {
            throw new ShapeException($"{@operator}: {what} size {Size}, stride {Stride}, dilation {Dilation} along the {axis}; "
                + "each must be 1 or more");
        }
        if (PadBegin < 0 || PadEnd < 0)
            throw new ShapeException($"{@operator}: padding {PadBegin} and {PadEnd} along the {axis}; padding must be 0 or more, "
                + "crop with a slice");
    }

    private int PositionsInside(int length, string @operator, string axis, string what, string otherModes)
    {
        Validate(@operator, axis, what);
        int room = length + PadBegin + PadEnd - EffectiveSize;
        if (room < 0)
        {
            throw new ShapeException($"{@operator}: input {axis} {length} with padding {PadBegin} and {PadEnd} is smaller than the "
                + "effective "
                + $"{what} size {EffectiveSize}; pad by {-room} more, or choose a smaller {what}");
        }
        if (room % Stride != 0 && Rounding == RoundingMode.Exact)
        {
            string outputs = (room / (double)Stride + 1).ToString("0.##", CultureInfo.InvariantCulture);
            throw new ShapeException($"{@operator}: input {axis} {length}, {what} size {Size} and stride {Stride} give {outputs} outputs; "
                + $"pad by {Stride - room % Stride}, or choose {otherModes}");
        }
        return room / Stride + 1;
    }
}
