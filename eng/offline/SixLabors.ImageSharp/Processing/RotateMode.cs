namespace SixLabors.ImageSharp.Processing;

/// <summary>Quarter turns, clockwise.</summary>
public enum RotateMode
{
    None,
    Rotate90 = 90,
    Rotate180 = 180,
    Rotate270 = 270,
}
