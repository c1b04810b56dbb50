using System.ComponentModel;
using System.Diagnostics;

namespace ImageSharp.Tests;

/// <summary>A second opinion on files, where ffmpeg is installed.</summary>
internal static class Ffmpeg
{
    /// <summary>Runs ffmpeg or ffprobe and returns what it writes; in the arguments {0} stands for a file that holds the input.</summary>
    public static byte[] Run(string program, byte[] input, string arguments)
    {
        // A file and not a pipe: ffmpeg 5.1 cannot read larger GIFs from a pipe.
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, input);
            ProcessStartInfo start = new(program, "-hide_banner -loglevel error " + arguments.Replace("{0}", path, StringComparison.Ordinal))
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using Process? process = Start(start);
            Skip.If(process is null, $"{program} is not installed");
            using MemoryStream output = new();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Decodes every frame of a file to raw pixels.</summary>
    public static byte[] Decode(byte[] file, string demuxer, string pixelFormat)
        => Run("ffmpeg", file, $"-f {demuxer} -i {{0}} -fps_mode passthrough -f rawvideo -pix_fmt {pixelFormat} pipe:1");

    /// <summary>Encodes raw pixels as one picture.</summary>
    public static byte[] Encode(byte[] pixels, string pixelFormat, int width, int height, string options)
        => Run("ffmpeg", pixels, $"-f rawvideo -pix_fmt {pixelFormat} -s {width}x{height} -i {{0}} -frames:v 1 {options} -f image2pipe pipe:1");

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
