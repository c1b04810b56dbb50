using VisionRuntime.Capture;

namespace VisionRuntime.Insight;

/// <summary>
/// Writes frames to a picture, an animation, a video or a virtual camera. A file appears when it is complete, in
/// <see cref="Complete"/>, and not at all if the sink is disposed before.
/// </summary>
/// <example>
/// <code>
/// using var sink = FrameSink.Open("match.mp4");
/// sink.Add(rgba, 640, 480, time); // for every frame
/// sink.Complete();
/// </code>
/// </example>
public abstract class FrameSink : IDisposable
{
    private const double LongestGap = 10;

    private readonly double _frameRate;
    private byte[] _previous = [];
    private TimeSpan _first;
    private long _written;

    /// <summary>Initializes a sink.</summary>
    /// <param name="path">The file or device, for messages.</param>
    /// <param name="frameRate">The number of frames per second that are written.</param>
    private protected FrameSink(string path, double frameRate) => (Path, _frameRate) = (path, frameRate);

    /// <summary>Gets the file or device that the sink writes to.</summary>
    public string Path { get; }

    /// <summary>Gets the width of the frames in pixels; 0 before the first.</summary>
    public int Width { get; private set; }

    /// <summary>Gets the height of the frames in pixels; 0 before the first.</summary>
    public int Height { get; private set; }

    /// <summary>Gets the number of frames that were left out because the file would have become too large.</summary>
    public virtual long Dropped => 0;

    /// <summary>Gets whether only the last frame is kept, as in a picture.</summary>
    private protected virtual bool KeepsLast => false;

    /// <summary>
    /// Creates the sink for a file by its extension: <c>.png</c> (the last frame), <c>.gif</c>, <c>.mp4</c>, <c>.mkv</c>, <c>.mov</c>,
    /// <c>.webm</c> or <c>.avi</c> (by ffmpeg), or for a Video4Linux output device, <c>/dev/videoN</c>.
    /// </summary>
    /// <param name="path">The file or device.</param>
    /// <param name="frameRate">The number of frames per second that are written, from 1 to 240.</param>
    /// <exception cref="FrameSourceException">The extension is not supported, or ffmpeg is not installed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static FrameSink Open(string path, double frameRate = 30)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        frameRate = double.IsFinite(frameRate) ? Math.Clamp(frameRate, 1, 240) : 30;
        if (path.StartsWith("/dev/video", StringComparison.Ordinal)) return VideoSink.ToDevice(path, frameRate);
        string extension = System.IO.Path.GetExtension(path).ToLowerInvariant();
        return extension switch
        {
            ".png" => new PictureSink(path, frameRate),
            ".gif" => new AnimationSink(path, frameRate),
            _ when VideoSink.ContainerOf(extension) is { } container => VideoSink.ToFile(path, container, frameRate),
            _ => throw new FrameSourceException(
                $"{path}: '{extension}' is not a supported extension; use .png, .gif, .mp4, .mkv, .mov, .webm, .avi or /dev/videoN"),
        };
    }

    /// <summary>
    /// Adds a frame. The file has a constant frame rate: a frame is repeated or left out so that it appears at its time.
    /// </summary>
    /// <param name="rgba">Four bytes per pixel, the top row first; alpha is ignored.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="time">The time of the frame, not before that of the frame added last.</param>
    /// <exception cref="ArgumentException">The number of bytes is not width * height * 4.</exception>
    /// <exception cref="FrameSourceException">The size differs from that of the first frame, or writing failed.</exception>
    public void Add(ReadOnlySpan<byte> rgba, int width, int height, TimeSpan time)
    {
        if (rgba.Length != width * (long)height * 4)
            throw new ArgumentException($"{Path}: a frame of {width}x{height} pixels has {width * height * 4} bytes, not {rgba.Length}");
        if (Width == 0) Begin(width, height, time);
        else if (!KeepsLast && (width != Width || height != Height))
            throw new FrameSourceException(
                $"{Path}: the frames change from {Width}x{Height} to {width}x{height} pixels, and a video has one size; end it there");
        (Width, Height) = (width, height);
        if (KeepsLast)
        {
            Write(rgba);
            return;
        }
        double position = (time - _first).TotalSeconds * _frameRate;
        long index = (long)Math.Round(Math.Min(position, _written + LongestGap * _frameRate));
        // What was shown before stays until this frame is due; of several frames at one position the first is kept.
        while (_written > 0 && _written < index) Emit(_previous);
        if (_written <= index) Emit(rgba);
        rgba.CopyTo(_previous);
    }

    /// <summary>Finishes the file and puts it in its place.</summary>
    /// <exception cref="FrameSourceException">No frame was added, or the file cannot be finished.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        if (Width == 0) throw new FrameSourceException($"{Path}: there is no frame to write");
        End();
    }

    /// <summary>Releases the resources of the sink. Without <see cref="Complete"/>, no file is left.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Prepares the sink for frames of <see cref="Width"/> by <see cref="Height"/> pixels.</summary>
    private protected abstract void Start();

    /// <summary>Writes one frame.</summary>
    private protected abstract void Write(ReadOnlySpan<byte> rgba);

    /// <summary>Completes the file.</summary>
    private protected abstract void End();

    /// <summary>Releases the resources.</summary>
    private protected virtual void Release() { }

    private void Begin(int width, int height, TimeSpan time)
    {
        FrameSize.Require(width, height, Path);
        (Width, Height, _first) = (width, height, time);
        _previous = new byte[width * height * 4];
        Start();
    }

    private void Emit(ReadOnlySpan<byte> rgba)
    {
        Write(rgba);
        _written++;
    }
}
