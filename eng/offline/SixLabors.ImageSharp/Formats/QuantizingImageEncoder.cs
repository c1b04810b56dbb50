using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Writes images in a format that may have a palette.</summary>
public abstract class QuantizingImageEncoder : ImageEncoder
{
    private protected QuantizingImageEncoder()
    {
    }

    /// <summary>Chooses the palette; without one, the format's own choice.</summary>
    public IQuantizer? Quantizer { get; init; }
}
