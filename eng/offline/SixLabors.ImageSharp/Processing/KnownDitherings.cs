using SixLabors.ImageSharp.Processing.Processors.Dithering;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Ditherings by name.</summary>
public static class KnownDitherings
{
    public static IDither FloydSteinberg { get; } = new FloydSteinbergDither();
}
