using System.Collections.Immutable;

namespace ShaderKernels.Operators.Filters;

/// <summary>The values that a <see cref="KernelFilter"/> reads.</summary>
public enum KernelInput
{
    /// <summary>Red, green and blue, each by itself.</summary>
    Channels,

    /// <summary>Luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), rounded to 8 bits; the result is written to all three channels.</summary>
    Luma,

    /// <summary>
    /// Red, green and blue summed up: each kernel has three planes, one for each channel, and the result is written to all three channels.
    /// </summary>
    Color,
}

/// <summary>What a <see cref="KernelFilter"/> computes from the sums of its kernels.</summary>
public enum KernelOutput
{
    /// <summary>The sum of one kernel.</summary>
    Value,

    /// <summary>The absolute value of the sum of one kernel.</summary>
    Absolute,

    /// <summary>The square root of the sum of squares over all kernels, such as the length of a gradient.</summary>
    Magnitude,

    /// <summary>The maximum over all kernels.</summary>
    Maximum,

    /// <summary>The logistic function of one kernel's sum, times 255: 255 / (1 + exp(-(Scale * sum + Offset))).</summary>
    Sigmoid,
}

/// <summary>
/// Multiplies the neighborhood of each pixel with one or more kernels (correlation: the kernel is not flipped) and combines their sums.
/// Scale and offset are applied last, except for <see cref="KernelOutput.Sigmoid"/>; results are rounded and limited to 0 to 255.
/// </summary>
/// <param name="Width">The width of each kernel; the kernel's anchor is at Width / 2.</param>
/// <param name="Height">The height of each kernel; the kernel's anchor is at Height / 2.</param>
/// <param name="Weights">The kernels one after the other, [kernels, Height, Width] or, for <see cref="KernelInput.Color"/>, [kernels, 3,
/// Height, Width].</param>
public sealed record KernelFilter(int Width, int Height, ImmutableArray<float> Weights) : ImageFilter
{
    /// <summary>The number of parameters before the weights.</summary>
    internal const int HeaderLength = 7;

    /// <summary>Gets the values that the kernels are multiplied with.</summary>
    public KernelInput Input { get; init; }

    /// <summary>Gets what is computed from the sums of the kernels.</summary>
    public KernelOutput Output { get; init; }

    /// <summary>Gets what the result is multiplied with.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Gets what is added to the result after scaling.</summary>
    public float Offset { get; init; }

    /// <summary>Gets the number of kernels.</summary>
    public int Kernels => Weights.Length / Math.Max(1, Width * Height * Planes);

    internal int Planes => Input == KernelInput.Color ? 3 : 1;

    /// <inheritdoc/>
    public override int ParameterCount => HeaderLength + Weights.Length;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters)
    {
        (parameters[0], parameters[1], parameters[2]) = (Width, Height, Kernels);
        (parameters[3], parameters[4], parameters[5], parameters[6]) = ((int)Input, (int)Output, Scale, Offset);
        Weights.AsSpan().CopyTo(parameters[HeaderLength..]);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Width is >= 1 and <= 63 && Height is >= 1 and <= 63, $"a kernel of {Width} by {Height}; each side must be from 1 to 63");
        Require(Weights.Length > 0 && Weights.Length % (Width * Height * Planes) == 0,
            $"{Weights.Length} weights do not fill kernels of {Width} by {Height}" + (Planes == 3 ? " by 3 channels" : ""));
        Require(Kernels == 1 || Output is KernelOutput.Magnitude or KernelOutput.Maximum,
            $"{Kernels} kernels; only Magnitude and Maximum combine several");
        foreach (float weight in Weights) Require(float.IsFinite(weight), $"the weight {weight} is not a finite number");
        Require(float.IsFinite(Scale) && float.IsFinite(Offset), $"scale {Scale} and offset {Offset} must be finite numbers");
    }
}
