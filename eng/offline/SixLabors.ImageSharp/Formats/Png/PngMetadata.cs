namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>How a PNG file stored its image; an encoder without options of its own stores it so again.</summary>
public class PngMetadata : IDeepCloneable
{
    public PngBitDepth? BitDepth { get; set; }

    public PngColorType? ColorType { get; set; }

    public PngInterlaceMode? InterlaceMethod { get; set; } = PngInterlaceMode.None;

    public float Gamma { get; set; }

    /// <summary>The palette, with alpha.</summary>
    public ReadOnlyMemory<Color>? ColorTable { get; set; }

    /// <summary>The one colour that means transparent, where the file has no alpha channel. Grey below 8 bits is not scaled up.</summary>
    public Color? TransparentColor { get; set; }

    public IDeepCloneable DeepClone()
    {
        PngMetadata clone = (PngMetadata)MemberwiseClone();
        clone.ColorTable = ColorTable?.ToArray();
        return clone;
    }
}
