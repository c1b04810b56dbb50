using System.Collections.Immutable;

namespace ShaderKernels.Operators.Filters;

/// <summary>
/// Averages the neighborhood of each pixel with weights that are the product of one factor for the column and one for the row, in each
/// channel.
/// </summary>
/// <param name="Across">The factors along a row: an odd number, the same from left to right as from right to left, with a sum of 1.</param>
/// <param name="Down">The factors along a column, likewise.</param>
public sealed record BlurFilter(ImmutableArray<float> Across, ImmutableArray<float> Down) : ImageFilter
{
    /// <summary>Returns the average of a rectangle of pixels around each pixel.</summary>
    /// <param name="width">The width of the rectangle in pixels, odd.</param>
    /// <param name="height">The height of the rectangle in pixels, odd.</param>
    public static BlurFilter Box(int width, int height) =>
        new([.. Enumerable.Repeat(1f / width, width)], [.. Enumerable.Repeat(1f / height, height)]);

    /// <summary>Returns the average weighted by a Gaussian function, exp(-x² / (2 sigma²)), normalized to a sum of 1.</summary>
    /// <param name="sigma">The standard deviation in pixels.</param>
    /// <param name="size">The number of rows and columns with a weight other than 0, odd.</param>
    public static BlurFilter Gaussian(float sigma, int size)
    {
        double[] values = [.. Enumerable.Range(0, size).Select(i => Math.Exp(-Math.Pow(i - size / 2, 2) / (2.0 * sigma * sigma)))];
        double sum = values.Sum();
        ImmutableArray<float> factors = [.. values.Select(value => (float)(value / sum))];
        return new(factors, factors);
    }

    /// <inheritdoc/>
    public override int ParameterCount => 2 + Across.Length + Down.Length;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters)
    {
        (parameters[0], parameters[1]) = (Across.Length, Down.Length);
        Across.AsSpan().CopyTo(parameters[2..]);
        Down.AsSpan().CopyTo(parameters[(2 + Across.Length)..]);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        ValidateFactors("across", Across);
        ValidateFactors("down", Down);
    }

    private void ValidateFactors(string name, ImmutableArray<float> factors)
    {
        Require(factors.Length is >= 1 and <= 255 && factors.Length % 2 == 1,
            $"{factors.Length} factors {name}; there must be an odd number of them, at most 255");
        for (int i = 0; i < factors.Length; i++)
            Require(factors[i] >= 0 && factors[i] == factors[^(i + 1)], $"the factors {name} must not be negative, and symmetric");
        Require(Math.Abs(factors.Sum() - 1) < 1e-3, $"the factors {name} have a sum of {factors.Sum()}, not 1");
    }
}
