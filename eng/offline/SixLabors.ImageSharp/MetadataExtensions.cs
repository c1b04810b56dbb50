using System.Diagnostics.CodeAnalysis;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>The metadata that belongs to one format; made on first use.</summary>
public static class MetadataExtensions
{
    public static GifMetadata GetGifMetadata(this ImageMetadata source) => source.Gif ??= new GifMetadata();

    public static bool TryGetGifMetadata(this ImageMetadata source, [NotNullWhen(true)] out GifMetadata? metadata)
        => (metadata = source.Gif) is not null;

    public static GifFrameMetadata GetGifMetadata(this ImageFrameMetadata source) => source.Gif ??= new GifFrameMetadata();

    public static bool TryGetGifMetadata(this ImageFrameMetadata source, [NotNullWhen(true)] out GifFrameMetadata? metadata)
        => (metadata = source.Gif) is not null;

    public static PngMetadata GetPngMetadata(this ImageMetadata source) => source.Png ??= new PngMetadata();

    public static bool TryGetPngMetadata(this ImageMetadata source, [NotNullWhen(true)] out PngMetadata? metadata)
        => (metadata = source.Png) is not null;
}
