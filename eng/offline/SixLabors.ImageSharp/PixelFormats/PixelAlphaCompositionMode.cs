namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>The Porter and Duff operators.</summary>
public enum PixelAlphaCompositionMode
{
    SrcOver = 0,
    Src,
    SrcAtop,
    SrcIn,
    SrcOut,
    Dest,
    DestAtop,
    DestOver,
    DestIn,
    DestOut,
    Clear,
    Xor,
}
