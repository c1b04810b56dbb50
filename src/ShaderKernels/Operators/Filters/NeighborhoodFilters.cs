namespace ShaderKernels.Operators.Filters;

/// <summary>Replaces each channel of each pixel by the median of the 3 by 3 pixels around it.</summary>
public sealed record MedianFilter : ImageFilter;

/// <summary>
/// Smooths areas and keeps edges (Tomasi and Manduchi, Bilateral Filtering for Gray and Color Images, 1998): the mean of the pixels in a
/// circle, weighted by exp(-distance² / (2 SigmaSpace²)) and by exp(-difference² / (2 SigmaColor²)), where the difference of two
/// colors is the sum of the absolute differences of their channels.
/// </summary>
/// <param name="Radius">The radius of the circle in pixels, from 1 to 16.</param>
/// <param name="SigmaColor">The standard deviation of the differences of colors, in levels from 0 to 255.</param>
/// <param name="SigmaSpace">The standard deviation of the distances, in pixels.</param>
public sealed record BilateralFilter(int Radius, float SigmaColor, float SigmaSpace) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 3;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters)
    {
        (parameters[0], parameters[1]) = (Radius, -0.5f / (SigmaColor * SigmaColor));
        parameters[2] = -0.5f / (SigmaSpace * SigmaSpace);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Radius is >= 1 and <= 16, $"a radius of {Radius} pixels; it must be from 1 to 16");
        Require(SigmaColor > 0 && SigmaSpace > 0, $"standard deviations of {SigmaColor} and {SigmaSpace}; they must be greater than 0");
    }
}

/// <summary>
/// Edges by Canny's method (A Computational Approach to Edge Detection, 1986): the gradient of luma by Sobel's kernels, its length as
/// |gx| + |gy|, thinned to the maxima along the gradient's direction, and followed with two thresholds. Edges are white, the rest black.
/// </summary>
/// <param name="Low">A pixel whose gradient is longer is an edge if it is connected with one above <paramref name="High"/>.</param>
/// <param name="High">A pixel whose gradient is longer is an edge.</param>
public sealed record CannyFilter(float Low, float High) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 2;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) =>
        (parameters[0], parameters[1]) = (MathF.Floor(MathF.Min(Low, High)), MathF.Floor(MathF.Max(Low, High)));

    /// <inheritdoc/>
    public override void Validate() => Require(Low >= 0 && High >= 0, $"thresholds of {Low} and {High}; they must not be negative");
}

/// <summary>
/// Fills squares with the mean color of their pixels, in a grid that begins at the top left; squares at the right and lower border may be
/// cut off.
/// </summary>
/// <param name="Size">The side of a square in pixels, from 1 to 256.</param>
public sealed record PixelateFilter(int Size) : ImageFilter
{
    /// <inheritdoc/>
    public override int ParameterCount => 1;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters) => parameters[0] = Size;

    /// <inheritdoc/>
    public override void Validate() => Require(Size is >= 1 and <= 256, $"squares of {Size} pixels; the size must be from 1 to 256");
}
