namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>
/// Writes the first frame as PNG. What is not set follows the file the image was read from, else its pixel type.
/// </summary>
public class PngEncoder : QuantizingImageEncoder
{
    public PngBitDepth? BitDepth { get; init; }

    public PngColorType? ColorType { get; init; }

    /// <summary>Without one: Paeth, or None with a palette.</summary>
    public PngFilterMethod? FilterMethod { get; init; }

    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    public PngInterlaceMode? InterlaceMethod { get; init; }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
        => new PngWriter<TPixel>(this, image).Write(stream);
}
