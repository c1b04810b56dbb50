namespace SixLabors.ImageSharp.Processing;

/// <summary>How a picture fits a size of another shape.</summary>
public enum ResizeMode
{
    Crop,
    Pad,
    BoxPad,
    Max,
    Min,
    Stretch,
    Manual,
}
