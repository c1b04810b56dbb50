namespace ShaderKernels.Operators.Filters;

/// <summary>
/// Darkens the corners: every channel is multiplied by 1 - Amount * (dx² + dy²) / 2, where dx and dy go from -1 to 1 from border to
/// border.
/// </summary>
/// <param name="Amount">How much darker the corners are, from 0 to 1, where they are black.</param>
public sealed record VignetteFilter(float Amount) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 1;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) => parameters[0] = Amount;

    /// <inheritdoc/>
    public override void Validate() => Require(Amount is >= 0 and <= 1, $"an amount of {Amount}; it must be from 0 to 1");
}

/// <summary>Moves the red channel to the right and the blue channel to the left, as a lens does that bends colors differently.</summary>
/// <param name="Shift">The distance in pixels, from -64 to 64.</param>
public sealed record ChannelShiftFilter(int Shift) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 1;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) => parameters[0] = Shift;

    /// <inheritdoc/>
    public override void Validate() => Require(Shift is >= -64 and <= 64, $"a shift of {Shift} pixels; it must be from -64 to 64");
}

/// <summary>
/// A cathode-ray tube. The picture is curved: with u and v from -1 to 1 across and down the screen, the pixel shows the picture at
/// u * (1 + Curvature * v²), v * (1 + Curvature * u²), interpolated linearly, and black outside it. Every second row is multiplied by
/// 1 - Scanlines, and of each three columns the first shows red, the second green and the third blue in full, the other two channels
/// multiplied by 1 - Mask.
/// </summary>
/// <param name="Curvature">How much the picture is curved, from 0 to 1.</param>
/// <param name="Scanlines">How much darker every second row is, from 0 to 1.</param>
/// <param name="Mask">How much darker the other two channels of a column are, from 0 to 1.</param>
public sealed record CathodeRayFilter(float Curvature, float Scanlines, float Mask) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 3;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) =>
        (parameters[0], parameters[1], parameters[2]) = (Curvature, Scanlines, Mask);

    /// <inheritdoc/>
    public override void Validate() =>
        Require(Curvature is >= 0 and <= 1 && Scanlines is >= 0 and <= 1 && Mask is >= 0 and <= 1,
            $"curvature {Curvature}, scanlines {Scanlines} and mask {Mask}; each must be from 0 to 1");
}

/// <summary>How a <see cref="BlendFilter"/> combines two images.</summary>
public enum BlendMode
{
    /// <summary>original + Amount * (image - original).</summary>
    Mix,

    /// <summary>original + Amount * image, limited to 255.</summary>
    Add,
}

/// <summary>Combines an image with the original that it was made from.</summary>
/// <param name="Mode">How the two are combined.</param>
/// <param name="Amount">The amount of the image, from 0 to 1, or more in <see cref="BlendMode.Add"/>.</param>
/// <param name="Split">
/// The part of the width, from 0 to 1, that shows the original alone, counted from the left; 0 for none.
/// </param>
public sealed record BlendFilter(BlendMode Mode, float Amount, float Split = 0) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 3;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) =>
        (parameters[0], parameters[1], parameters[2]) = ((int)Mode, Amount, Split);

    /// <inheritdoc/>
    public override void Validate() => Require(Amount is >= 0 and <= 16 && Split is >= 0 and <= 1,
        $"amount {Amount} and split {Split}; the amount must be from 0 to 16 and the split from 0 to 1");
}

/// <summary>Copies a frame, in whatever form the device reads it, to a buffer of pixels.</summary>
public sealed record CopyFilter : ImageFilter;
