using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>What padding is made of.</summary>
public enum PaddingMode
{
    /// <summary>One number everywhere.</summary>
    Constant,

    /// <summary>The axis mirrored at its first and last element, which are not repeated: 3 2 | 1 2 3 | 2 1.</summary>
    Reflect,

    /// <summary>The first and last element repeated: 1 1 | 1 2 3 | 3 3.</summary>
    Edge,

    /// <summary>The axis as a ring: 2 3 | 1 2 3 | 1 2.</summary>
    Wrap,
}

/// <summary>Taps that pad an axis with its own elements; constant padding is <see cref="StridedCopy.Pad"/>.</summary>
public static class PaddingTaps
{
    /// <summary>The axis with <paramref name="before"/> and <paramref name="after"/> elements added; negative padding crops.</summary>
    /// <param name="mode">What the padding is made of; not <see cref="PaddingMode.Constant"/>.</param>
    /// <param name="length">The axis' length.</param>
    /// <param name="before">How many elements are added before the first.</param>
    /// <param name="after">How many elements are added behind the last.</param>
    /// <exception cref="ShapeException">More is cropped than there is, or there is nothing to pad with.</exception>
    public static Taps Of(PaddingMode mode, int length, int before, int after)
    {
        int outputs = checked(before + length + after);
        if (outputs < 0) throw new ShapeException($"Pad: {before} and {after} crop more than the axis' {length}; crop less");
        if (outputs > 0 && length == 0) throw new ShapeException($"Pad: an axis of length 0 has nothing for {mode} padding to repeat; use PaddingMode.Constant");
        return Taps.Select(length, Enumerable.Range(0, outputs).Select(output => Source(mode, output - before, length)));
    }

    private static int Source(PaddingMode mode, int place, int length)
    {
        switch (mode)
        {
            case PaddingMode.Edge: return Math.Clamp(place, 0, length - 1);
            case PaddingMode.Wrap: return Modulo(place, length);
            case PaddingMode.Reflect:
                // There and back again, both ends passed once.
                int period = Math.Max(1, 2 * (length - 1)), phase = Modulo(place, period);
                return Math.Min(phase, period - phase) % length;
            default: throw new ArgumentException($"Pad: {mode} padding is no selection of elements; use StridedCopy.Pad");
        }
    }

    private static int Modulo(int value, int modulus) => (value % modulus + modulus) % modulus;
}
