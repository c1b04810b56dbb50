namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>What a PNG file stores for a pixel.</summary>
public enum PngColorType : byte
{
    Grayscale = 0,
    Rgb = 2,
    Palette = 3,
    GrayscaleWithAlpha = 4,
    RgbWithAlpha = 6,
}
