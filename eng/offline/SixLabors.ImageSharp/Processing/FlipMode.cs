namespace SixLabors.ImageSharp.Processing;

/// <summary>Horizontal exchanges left and right, vertical top and bottom.</summary>
public enum FlipMode
{
    None,
    Horizontal,
    Vertical,
}
