using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Chooses readers by the first bytes of a file, and encoders by the ending of its name.</summary>
internal static class PictureFormat
{
    /// <summary>Throws <see cref="UnknownImageFormatException"/> where the bytes begin like no known format.</summary>
    public static IPictureReader Open(byte[] file)
    {
        ReadOnlySpan<byte> start = file;
        if (start.StartsWith(PngChunkReader.Signature)) return new PngReader(file);
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8)) return new GifReader(file);
        string? demuxer = Demuxer(start);
        return demuxer is not null
            ? new FfmpegReader(file, demuxer)
            : throw new UnknownImageFormatException("Image cannot be loaded. Available decoders: PNG, GIF, and through ffmpeg JPEG, BMP, WebP, TIFF, QOI, PBM.");
    }

    /// <summary>As above; throws <see cref="ArgumentNullException"/> for no bytes at all, as the real package does.</summary>
    public static IPictureReader Open(ReadOnlySpan<byte> file)
        => Open(file.IsEmpty ? throw new ArgumentNullException(nameof(file)) : file.ToArray());

    public static IImageEncoder EncoderFor(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        return extension.ToUpperInvariant() switch
        {
            ".PNG" or ".APNG" => new PngEncoder(),
            ".GIF" => new GifEncoder(),
            ".JPG" or ".JPEG" or ".JFIF" => new JpegEncoder(),
            _ => throw new UnknownImageFormatException($"No encoder was found for extension '{extension}'. Registered encoders include: png, gif, jpg."),
        };
    }

    private static string? Demuxer(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "jpeg_pipe";
        if (start.StartsWith("BM"u8)) return "bmp_pipe";
        if (start.StartsWith("RIFF"u8) && start.Length > 12 && start[8..].StartsWith("WEBP"u8)) return "webp_pipe";
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8)) return "tiff_pipe";
        if (start.StartsWith("qoif"u8)) return "qoi_pipe";
        if (start.Length > 2 && start[0] == 'P' && char.IsWhiteSpace((char)start[2]))
            return start[1] switch { (byte)'1' or (byte)'4' => "pbm_pipe", (byte)'2' or (byte)'5' => "pgm_pipe", (byte)'3' or (byte)'6' => "ppm_pipe", _ => null };
        return null;
    }
}
