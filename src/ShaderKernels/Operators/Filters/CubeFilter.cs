using System.Collections.Immutable;

namespace ShaderKernels.Operators.Filters;

/// <summary>
/// Color grading by a three-dimensional table with trilinear interpolation, as in .cube files: the red index changes fastest.
/// </summary>
/// <param name="Size">The number of entries along each axis, from 2 to 256.</param>
/// <param name="Colors">Red, green and blue of each entry from 0 to 1, [blue, green, red, 3].</param>
public sealed record CubeFilter(int Size, ImmutableArray<float> Colors) : ImageFilter
{
    /// <summary>The number of parameters before the colors.</summary>
    internal const int HeaderLength = 7;

    /// <summary>Gets the color, from 0 to 1, that the first entry of each axis stands for.</summary>
    public (float Red, float Green, float Blue) Minimum { get; init; }

    /// <summary>Gets the color, from 0 to 1, that the last entry of each axis stands for.</summary>
    public (float Red, float Green, float Blue) Maximum { get; init; } = (1, 1, 1);

    /// <inheritdoc/>
    public override int ParameterCount => HeaderLength + Colors.Length;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters)
    {
        parameters[0] = Size;
        (parameters[1], parameters[2], parameters[3]) = Minimum;
        // The factor from a level, 0 to 255, to an index.
        parameters[4] = Factor(Minimum.Red, Maximum.Red);
        parameters[5] = Factor(Minimum.Green, Maximum.Green);
        parameters[6] = Factor(Minimum.Blue, Maximum.Blue);
        Colors.AsSpan().CopyTo(parameters[HeaderLength..]);

        float Factor(float minimum, float maximum) => (Size - 1) / (maximum - minimum);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Size is >= 2 and <= 256, $"a table of {Size} entries along each axis; from 2 to 256 are supported");
        Require(Colors.Length == 3L * Size * Size * Size, $"{Colors.Length} values; a table of {Size} entries along each axis has "
            + $"{3L * Size * Size * Size}");
        Require(Maximum.Red > Minimum.Red && Maximum.Green > Minimum.Green && Maximum.Blue > Minimum.Blue,
            $"the domain from {Minimum} to {Maximum} is empty");
    }
}
