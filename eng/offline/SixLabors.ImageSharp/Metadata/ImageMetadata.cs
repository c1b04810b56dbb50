using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What an image carries beside its pixels.</summary>
public sealed class ImageMetadata : IDeepCloneable<ImageMetadata>
{
    public const double DefaultHorizontalResolution = 96;

    public const double DefaultVerticalResolution = 96;

    public double HorizontalResolution { get; set; } = DefaultHorizontalResolution;

    public double VerticalResolution { get; set; } = DefaultVerticalResolution;

    internal GifMetadata? Gif { get; set; }

    internal PngMetadata? Png { get; set; }

    public ImageMetadata DeepClone() => new()
    {
        HorizontalResolution = HorizontalResolution,
        VerticalResolution = VerticalResolution,
        Gif = (GifMetadata?)Gif?.DeepClone(),
        Png = (PngMetadata?)Png?.DeepClone(),
    };
}
