using System.Globalization;
using VisionRuntime.Capture;
using VisionRuntime.Capture.Video;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>Writes frames as a video file or to a Video4Linux output device, through a pipe to the system's ffmpeg.</summary>
internal sealed class VideoSink : FrameSink
{
    /// <summary>The exit code of ffmpeg when it was asked to stop, after which its file is complete.</summary>
    private const int Interrupted = 255;

    private readonly double _frameRate;
    private readonly string[] _output;
    private readonly PendingFile? _file;
    private FfmpegProcess? _process;
    private bool _ended;

    private VideoSink(string path, double frameRate, string[] output, PendingFile? file) : base(path, frameRate) =>
        (_frameRate, _output, _file) = (frameRate, output, file);

    /// <summary>Gets ffmpeg's name of the container for an extension; null if the extension is not one of a video.</summary>
    public static string? ContainerOf(string extension) => extension switch
    {
        ".mp4" => "mp4",
        ".mkv" => "matroska",
        ".mov" => "mov",
        ".webm" => "webm",
        ".avi" => "avi",
        _ => null,
    };

    public static VideoSink ToFile(string path, string container, double frameRate)
    {
        var file = new PendingFile(path);
        return new(path, frameRate, ["-pix_fmt", "yuv420p", "-f", container, "-y", "file:" + file.PartialPath], file);
    }

    public static VideoSink ToDevice(string device, double frameRate) => File.Exists(device)
        ? new(device, frameRate, ["-pix_fmt", "yuv420p", "-f", "v4l2", device], null)
        : throw new FrameSourceException($"{device}: there is no such device; load v4l2loopback to have one");

    private protected override void Start()
    {
        // Chroma is stored for squares of two by two pixels.
        string[] even = ((Width | Height) & 1) == 0 ? [] : ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2"];
        _process = FfmpegProcess.Start(Path,
        [
            "-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}"),
            "-framerate", _frameRate.ToString("0.######", CultureInfo.InvariantCulture), "-i", "pipe:0", .. even, .. _output,
        ], writes: true);
    }

    private protected override void Write(ReadOnlySpan<byte> rgba)
    {
        if (_ended) return;
        try
        {
            _process!.Input.Write(rgba);
        }
        catch (IOException exception)
        {
            _ended = true;
            // On Ctrl-C ffmpeg is asked to stop too and completes its file; later frames are not in it.
            if (_process!.WaitForExit() != Interrupted)
                throw new FrameSourceException($"{Path}: {_process.Log.Reason} (ffmpeg); no file was written", exception);
        }
    }

    private protected override void End()
    {
        try
        {
            _process!.Input.Dispose();
        }
        catch (IOException)
        {
            // ffmpeg has ended already; its exit code says whether the file is complete.
        }
        int exit = _process!.WaitForExit();
        if (exit is not (0 or Interrupted)) throw new FrameSourceException($"{Path}: {_process.Log.Reason} (ffmpeg); no file was written");
        _file?.Complete();
    }

    private protected override void Release()
    {
        _process?.Dispose();
        _file?.Dispose();
    }
}
