using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Reads a picture through ffmpeg.</summary>
internal sealed class FfmpegReader(byte[] file, string demuxer) : IPictureReader
{
    private readonly PngReader png = new(Ffmpeg.ToPng(file, demuxer));

    public int BytesRead => file.Length;

    public ImageInfo Identify()
    {
        ImageInfo info = png.Identify();
        return new ImageInfo(info.PixelType, info.Size, new ImageMetadata());
    }

    public Image Decode(Configuration configuration)
        => demuxer == "jpeg_pipe" ? Decode<Rgb24>(configuration) : Decode<Rgba32>(configuration);

    public Image<TPixel> Decode<TPixel>(Configuration configuration)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        Image<TPixel> image = png.Decode<TPixel>(configuration);
        image.Metadata.Png = null;
        return image;
    }
}
