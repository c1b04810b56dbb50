using System.ComponentModel;
using System.Diagnostics;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Runs the system's ffmpeg for the formats that this assembly does not know itself.</summary>
internal static class Ffmpeg
{
    /// <summary>Decodes a picture with one of ffmpeg's picture demuxers, and returns it as a PNG file.</summary>
    public static byte[] ToPng(byte[] picture, string demuxer)
    {
        // From a file and not a pipe, since a TIFF is read from its end.
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, picture);
            byte[] png = Run(
                "-f", demuxer, "-i", path, "-frames:v", "1", "-sws_flags", "accurate_rnd+full_chroma_int+bicubic",
                "-c:v", "png", "-compression_level", "1", "-f", "image2pipe", "pipe:1");
            return png.Length > 0 ? png : throw new InvalidImageContentException("ffmpeg decoded no picture.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Run(params string[] arguments)
    {
        ProcessStartInfo start = new("ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidImageContentException($"ffmpeg could not decode the picture: {errors.GetAwaiter().GetResult().Trim()}");
        return output.ToArray();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new UnknownImageFormatException(
                "This format needs the program ffmpeg, which was not found: install it (Debian: apt-get install ffmpeg), or use PNG or GIF. "
                + exception.Message);
        }
    }
}
