using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>A picture file whose header has been read.</summary>
internal interface IPictureReader
{
    /// <summary>How many bytes of the input belong to the picture.</summary>
    int BytesRead { get; }

    ImageInfo Identify();

    Image<TPixel> Decode<TPixel>(Configuration configuration)
        where TPixel : unmanaged, IPixel<TPixel>;

    /// <summary>Decodes into the pixel type that suits the file.</summary>
    Image Decode(Configuration configuration);
}
