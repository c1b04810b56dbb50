using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp;

/// <summary>Writing images to files and streams.</summary>
public static class ImageExtensions
{
    /// <summary>Writes the format that the ending of the name says; throws <see cref="UnknownImageFormatException"/> where it says none.</summary>
    public static void Save(this Image source, string path) => source.Save(path, PictureFormat.EncoderFor(path));

    public static void Save(this Image source, string path, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(encoder);
        using FileStream file = File.Create(path);
        source.Save(file, encoder);
    }

    public static void SaveAsPng(this Image source, string path) => source.SaveAsPng(path, null);

    public static void SaveAsPng(this Image source, string path, PngEncoder? encoder) => source.Save(path, encoder ?? new PngEncoder());

    public static void SaveAsPng(this Image source, Stream stream) => source.SaveAsPng(stream, null);

    public static void SaveAsPng(this Image source, Stream stream, PngEncoder? encoder) => source.Save(stream, encoder ?? new PngEncoder());

    public static void SaveAsGif(this Image source, string path) => source.SaveAsGif(path, null);

    public static void SaveAsGif(this Image source, string path, GifEncoder? encoder) => source.Save(path, encoder ?? new GifEncoder());

    public static void SaveAsGif(this Image source, Stream stream) => source.SaveAsGif(stream, null);

    public static void SaveAsGif(this Image source, Stream stream, GifEncoder? encoder) => source.Save(stream, encoder ?? new GifEncoder());

    public static void SaveAsJpeg(this Image source, string path) => source.SaveAsJpeg(path, null);

    public static void SaveAsJpeg(this Image source, string path, JpegEncoder? encoder) => source.Save(path, encoder ?? new JpegEncoder());

    public static void SaveAsJpeg(this Image source, Stream stream) => source.SaveAsJpeg(stream, null);

    public static void SaveAsJpeg(this Image source, Stream stream, JpegEncoder? encoder) => source.Save(stream, encoder ?? new JpegEncoder());
}
