using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>How a picture is brought to a size.</summary>
public class ResizeOptions
{
    public ResizeMode Mode { get; set; } = ResizeMode.Crop;

    public AnchorPositionMode Position { get; set; } = AnchorPositionMode.Center;

    /// <summary>For <see cref="ResizeMode.Crop"/>, the point of the source (0..1) to keep in the middle.</summary>
    public PointF? CenterCoordinates { get; set; }

    /// <summary>The size; one of width and height may be 0, to follow from the other.</summary>
    public Size Size { get; set; }

    public IResampler Sampler { get; set; } = KnownResamplers.Bicubic;

    /// <summary>For <see cref="ResizeMode.Manual"/>, where the picture goes.</summary>
    public Rectangle? TargetRectangle { get; set; }

    /// <summary>Whether colours weigh by their alpha.</summary>
    public bool PremultiplyAlpha { get; set; } = true;

    /// <summary>What fills the rest in the padding modes.</summary>
    public Color PadColor { get; set; }
}
