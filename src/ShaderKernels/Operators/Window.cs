using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>How a filter or pooling window moves along one spatial axis.</summary>
/// <param name="Size">The window's length in pixels, before dilation.</param>
/// <param name="Stride">The step between neighbouring positions.</param>
/// <param name="Before">Zero pixels added before the first.</param>
/// <param name="After">Zero pixels added after the last.</param>
/// <param name="Dilation">The distance between neighbouring taps of the window.</param>
/// <param name="Fit">What happens where the last position does not end at the border.</param>
public readonly record struct Window(int Size, int Stride = 1, int Before = 0, int After = 0, int Dilation = 1, Fit Fit = Fit.Exact)
{
    /// <summary>The window's length with its gaps: (Size - 1) * Dilation + 1.</summary>
    public int Reach => (Size - 1) * Dilation + 1;

    /// <summary>
    /// The number of positions along an axis of <paramref name="length"/> pixels: (W - F + 2P) / S + 1.
    /// </summary>
    /// <exception cref="ShapeException">The window is impossible, longer than the padded axis, or does not fit it evenly while Fit is Exact.</exception>
    public int Positions(int length, string @operator, string axis)
    {
        if (Size < 1 || Stride < 1 || Dilation < 1)
            throw new ShapeException($"{@operator}: {axis} filter {Size}, stride {Stride}, dilation {Dilation}; each must be 1 or more");
        if (Before < 0 || After < 0)
            throw new ShapeException($"{@operator}: {axis} padding {Before} and {After}; padding must be 0 or more, crop with a slice");
        int room = length + Before + After - Reach;
        if (room < 0)
            throw new ShapeException($"{@operator}: input {length} {axis}, padded by {Before} and {After}, is smaller than the filter's {Reach}; pad by {Reach - length - Before - After} more, or choose a smaller filter");
        if (room % Stride != 0 && Fit == Fit.Exact)
        {
            int missing = Stride - room % Stride;
            throw new ShapeException(FormattableString.Invariant($"{@operator}: input {length} {axis}, filter {Size}, stride {Stride} does not fit ({room / (double)Stride + 1:0.##} positions); pad by {missing}, or choose Fit.Floor"));
        }
        return room / Stride + 1;
    }

    /// <summary>Windows along height and width that are alike: the square filter of most networks.</summary>
    public static (Window Height, Window Width) Square(int size, int stride = 1, int padding = 0, Fit fit = Fit.Exact)
    {
        var window = new Window(size, stride, padding, padding, 1, fit);
        return (window, window);
    }
}

/// <summary>What a moving window does where the stride leaves pixels over at the end of an axis.</summary>
public enum Fit
{
    /// <summary>Such geometry is an error.</summary>
    Exact,

    /// <summary>The pixels left over are not looked at.</summary>
    Floor,
}
