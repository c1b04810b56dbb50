using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>
/// Reading. A file that begins like no known format throws <see cref="UnknownImageFormatException"/>, a corrupt one
/// <see cref="InvalidImageContentException"/>, a missing one <see cref="FileNotFoundException"/>, an empty span
/// <see cref="ArgumentNullException"/>.
/// </content>
public abstract partial class Image
{
    /// <summary>Reads the size of a picture.</summary>
    public static ImageInfo Identify(string path) => PictureFormat.Open(File.ReadAllBytes(path)).Identify();

    public static ImageInfo Identify(Stream stream) => FromStream(stream, reader => reader.Identify());

    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => PictureFormat.Open(buffer).Identify();

    /// <summary>Reads a picture into the pixel type that suits the file.</summary>
    public static Image Load(string path) => PictureFormat.Open(File.ReadAllBytes(path)).Decode(Configuration.Default);

    public static Image Load(Stream stream) => FromStream(stream, reader => reader.Decode(Configuration.Default));

    public static Image Load(ReadOnlySpan<byte> buffer) => PictureFormat.Open(buffer).Decode(Configuration.Default);

    /// <summary>Reads a picture into the pixel type asked for.</summary>
    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel>
        => PictureFormat.Open(File.ReadAllBytes(path)).Decode<TPixel>(Configuration.Default);

    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
        => FromStream(stream, reader => reader.Decode<TPixel>(Configuration.Default));

    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
        => PictureFormat.Open(data).Decode<TPixel>(Configuration.Default);

    /// <summary>Makes an image of pixels, row after row. Throws <see cref="ArgumentOutOfRangeException"/> where there are too few.</summary>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(Configuration.Default, data, width, height);

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(Configuration.Default, MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    public static Image<TPixel> LoadPixelData<TPixel>(Configuration configuration, ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(configuration, MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    public static Image<TPixel> LoadPixelData<TPixel>(Configuration configuration, ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        int count = width * height;
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, count, nameof(data));
        Image<TPixel> image = new(configuration, width, height);
        data[..count].CopyTo(image.Frames.RootFrame.Pixels);
        return image;
    }

    /// <summary>Reads from where the stream stands, and leaves it behind the picture where it can seek.</summary>
    private static T FromStream<T>(Stream stream, Func<IPictureReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new NotSupportedException("Cannot read from the stream.");
        long start = stream.CanSeek ? stream.Position : 0;
        using MemoryStream file = new();
        stream.CopyTo(file);
        IPictureReader reader = PictureFormat.Open(file.ToArray());
        T result = read(reader);
        if (stream.CanSeek) stream.Position = start + reader.BytesRead;
        return result;
    }
}
