using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>What a pixel type stores: how PNG would store it by default, and whether it has alpha.</summary>
internal sealed record PixelKind(PngColorType ColorType, PngBitDepth BitDepth)
{
    public bool HasAlpha => ColorType is PngColorType.RgbWithAlpha or PngColorType.GrayscaleWithAlpha;
}
