using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>
/// Writes all frames as an animated GIF, with the delays and the repeat count of their metadata. Without a quantizer, an octree with
/// dithering is used.
/// </summary>
public sealed class GifEncoder : QuantizingImageEncoder
{
    /// <summary>One palette for all frames, or one for each; without a value, what the metadata says.</summary>
    public GifColorTableMode? ColorTableMode { get; init; }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
        => new GifWriter<TPixel>(image, ColorTableMode, Quantizer ?? new OctreeQuantizer()).Write(stream, cancellationToken);
}
