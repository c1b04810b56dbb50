namespace SixLabors.ImageSharp.Formats;

/// <summary>Writes images in a format that may have a palette.</summary>
public abstract class QuantizingImageEncoder : ImageEncoder
{
    private protected QuantizingImageEncoder()
    {
    }
}
