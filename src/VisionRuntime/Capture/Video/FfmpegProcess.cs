using System.ComponentModel;
using System.Diagnostics;

namespace VisionRuntime.Capture.Video;

/// <summary>
/// The system's ffmpeg as a child process. Its log is read on a thread, so that ffmpeg never waits for it. The process ends with
/// <see cref="Dispose"/>.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private readonly Process _process;
    private readonly Thread _logReader;

    private FfmpegProcess(Process process)
    {
        _process = process;
        _logReader = new Thread(() => Log.Read(process.StandardError.BaseStream)) { IsBackground = true, Name = "ffmpeg log" };
        _logReader.Start();
    }

    /// <summary>Gets what ffmpeg has said so far.</summary>
    public FfmpegLog Log { get; } = new();

    /// <summary>Gets the stream that ffmpeg writes frames to.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Gets the stream that ffmpeg reads frames from.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="source">What the process is for, which begins the message of an exception.</param>
    /// <param name="arguments">The arguments after those that concern the log.</param>
    /// <param name="writes">Whether frames are written to ffmpeg instead of read from it.</param>
    /// <exception cref="FrameSourceException">ffmpeg is not installed.</exception>
    public static FfmpegProcess Start(string source, IEnumerable<string> arguments, bool writes = false)
    {
        var start = new ProcessStartInfo("ffmpeg")
        {
            RedirectStandardOutput = !writes,
            RedirectStandardInput = writes,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (string argument in (string[])["-hide_banner", "-nostats", "-loglevel", "level+info", .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception exception)
        {
            throw new FrameSourceException(
                $"{source}: ffmpeg is not installed or cannot be started; install it (Debian package ffmpeg) so that it is on the PATH",
                exception);
        }
    }

    /// <summary>Waits for ffmpeg to end and returns its exit code.</summary>
    public int WaitForExit()
    {
        _process.WaitForExit();
        _logReader.Join();
        return _process.ExitCode;
    }

    /// <summary>Ends the process if it still runs, and waits until it has ended.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _logReader.Join();
        _process.Dispose();
    }
}
