namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>How the colours of two pictures mix.</summary>
public enum PixelColorBlendingMode
{
    Normal = 0,
    Multiply,
    Add,
    Subtract,
    Screen,
    Darken,
    Lighten,
    Overlay,
    HardLight,
}
