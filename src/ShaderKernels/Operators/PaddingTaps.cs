using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The kind of padding.</summary>
public enum PaddingMode
{
    /// <summary>A constant value.</summary>
    Constant,

    /// <summary>The axis reflected at its first and last element, which are not repeated: 3 2 | 1 2 3 | 2 1.</summary>
    Reflect,

    /// <summary>The first and last element repeated: 1 1 | 1 2 3 | 3 3.</summary>
    Edge,

    /// <summary>Circular padding: 2 3 | 1 2 3 | 1 2.</summary>
    Wrap,
}

/// <summary>Creates taps that pad an axis with its own elements; for constant padding use <see cref="StridedCopy.Pad"/>.</summary>
public static class PaddingTaps
{
    /// <summary>Creates taps that add elements before and after an axis; negative padding crops.</summary>
    /// <param name="mode">The kind of padding; not <see cref="PaddingMode.Constant"/>.</param>
    /// <param name="length">The length of the axis.</param>
    /// <param name="before">The number of elements added before the first.</param>
    /// <param name="after">The number of elements added after the last.</param>
    /// <exception cref="ShapeException">More elements are cropped than the axis has, or the axis is empty.</exception>
    public static Taps Of(PaddingMode mode, int length, int before, int after)
    {
        int outputs = checked(before + length + after);
        if (outputs < 0) throw new ShapeException($"Pad: padding {before} and {after} crops more than the length {length} of the axis; "
            + "crop less");
        if (outputs > 0 && length == 0) throw new ShapeException($"Pad: {mode} padding of an empty axis; use PaddingMode.Constant");
        return Taps.Select(length, Enumerable.Range(0, outputs).Select(output => Source(mode, output - before, length)));
    }

    private static int Source(PaddingMode mode, int index, int length)
    {
        switch (mode)
        {
            case PaddingMode.Edge: return Math.Clamp(index, 0, length - 1);
            case PaddingMode.Wrap: return Modulo(index, length);
            case PaddingMode.Reflect:
                // One period goes forward and back and contains both ends once.
                int period = Math.Max(1, 2 * (length - 1)), phase = Modulo(index, period);
                return Math.Min(phase, period - phase) % length;
            default: throw new ArgumentException($"Pad: {mode} padding has no taps; use StridedCopy.Pad");
        }
    }

    private static int Modulo(int value, int modulus) => (value % modulus + modulus) % modulus;
}
