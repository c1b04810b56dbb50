using System.Collections.Immutable;

namespace ShaderKernels.Operators.Filters;

/// <summary>Replaces each pixel by values from tables of 256 bytes.</summary>
/// <param name="Red">The table of the red channel.</param>
/// <param name="Green">The table of the green channel.</param>
/// <param name="Blue">The table of the blue channel.</param>
public sealed record TableFilter(ImmutableArray<byte> Red, ImmutableArray<byte> Green, ImmutableArray<byte> Blue) : ImageFilter
{
    /// <summary>
    /// Gets whether all three tables are indexed by luma, 0.299 R + 0.587 G + 0.114 B; if false, each by its own channel.
    /// </summary>
    public bool Luma { get; init; }

    /// <summary>Returns a filter with the values of functions from 0..255 to 0..255, rounded and limited.</summary>
    public static TableFilter From(Func<int, double> red, Func<int, double> green, Func<int, double> blue) =>
        new(Table(red), Table(green), Table(blue));

    /// <summary>Returns a filter with the values of one function for all channels.</summary>
    public static TableFilter From(Func<int, double> function)
    {
        var table = Table(function);
        return new(table, table, table);
    }

    /// <inheritdoc/>
    public override int ParameterCount => 1 + 3 * 256;

    /// <inheritdoc/>
    public override void WriteParameters(Span<float> parameters)
    {
        parameters[0] = Luma ? 1 : 0;
        for (int i = 0; i < 256; i++)
            (parameters[1 + i], parameters[257 + i], parameters[513 + i]) = (Red[i], Green[i], Blue[i]);
    }

    /// <inheritdoc/>
    public override void Validate() => Require(Red.Length == 256 && Green.Length == 256 && Blue.Length == 256,
        $"tables of {Red.Length}, {Green.Length} and {Blue.Length} values; each must have 256");

    private static ImmutableArray<byte> Table(Func<int, double> function) =>
        [.. Enumerable.Range(0, 256).Select(i => (byte)Math.Clamp(Math.Floor(function(i) + 0.5), 0, 255))];
}
