namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Writes the first frame as baseline JPEG: YCbCr with the chroma at half the width and height.</summary>
public sealed class JpegEncoder : ImageEncoder
{
    private int? quality;

    /// <summary>1 to 100; 75 where not set.</summary>
    public int? Quality
    {
        get => quality;
        init => quality = value is < 1 or > 100 ? throw new ArgumentException("Quality factor must be in [1..100] range.") : value;
    }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
        => new JpegWriter<TPixel>(image, Quality ?? 75).Write(stream);
}
