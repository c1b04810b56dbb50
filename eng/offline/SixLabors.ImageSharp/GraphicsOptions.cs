using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>How one picture is drawn on another.</summary>
public class GraphicsOptions : IDeepCloneable<GraphicsOptions>
{
    /// <summary>The opacity, 0..1.</summary>
    public float BlendPercentage
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1F);
            field = value;
        }
    } = 1F;

    public PixelColorBlendingMode ColorBlendingMode { get; set; } = PixelColorBlendingMode.Normal;

    public PixelAlphaCompositionMode AlphaCompositionMode { get; set; } = PixelAlphaCompositionMode.SrcOver;

    public GraphicsOptions DeepClone() => (GraphicsOptions)MemberwiseClone();
}
