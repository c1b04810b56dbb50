using System.Diagnostics;
using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using VisionRuntime.Capture.Video;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides the base class for sources that the system's ffmpeg decodes: <see cref="VideoSource"/>, <see cref="WebcamSource"/> and
/// <see cref="ScreenSource"/>. ffmpeg runs as a child process that writes frames into a pipe; a thread reads them into a bounded ring.
/// </summary>
/// <remarks>
/// With <see cref="FrameDelivery.Newest"/>, a video file plays at its own speed and a live source delivers the frame that arrived last;
/// frames that nobody requested in time are dropped. With <see cref="FrameDelivery.InOrder"/> and <see cref="FrameDelivery.Now"/> every
/// frame is delivered, and only the latter waits. The size of the frames may change while the source is in use.
/// </remarks>
public abstract class FfmpegSource : MemorySource
{
    private const int Slots = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PixelRing _ring = new(Slots);
    private readonly ManualResetEventSlim _disposing = new();
    private readonly Thread _reader;
    private readonly string _name;
    private readonly string[] _input;
    private readonly Func<string, string> _advice;
    private readonly bool _live;
    private FfmpegProcess _process;
    private CpuImage _image;
    private volatile FrameSourceException? _failure;
    private volatile bool _finished, _consuming, _connected;
    private long _started;

    /// <summary>Starts ffmpeg and waits for its first frame.</summary>
    /// <param name="name">The source as on the command line, for messages.</param>
    /// <param name="input">The arguments with which ffmpeg opens the source.</param>
    /// <param name="advice">Returns what to do about a reason that ffmpeg gives.</param>
    /// <param name="live">Whether frames come in real time, so that the source is opened again after it was interrupted.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    private protected FfmpegSource(string name, string[] input, Func<string, string> advice, bool live, GL? gl) : base(gl)
    {
        (_name, _input, _advice, _live) = (name, input, advice, live);
        _process = Start();
        _reader = new Thread(Read) { IsBackground = true, Name = $"{name} frames" };
        _reader.Start();
        bool arrived = _ring.WaitForFrame(() => _finished, Patience);
        if (arrived && _ring.Next is { } first)
        {
            _image = first;
            return;
        }
        var failure = arrived ? _failure ?? new($"{name}: there are no frames in it")
            : new FrameSourceException($"{name}: no frame arrived within {Patience.TotalSeconds:0} s ({_process.Log.Reason})");
        Dispose();
        throw failure;
    }

    /// <inheritdoc/>
    public sealed override int Width => _image.Width;

    /// <inheritdoc/>
    public sealed override int Height => _image.Height;

    /// <inheritdoc/>
    public sealed override double? FrameRate => Volatile.Read(ref _process).Log.FrameRate;

    /// <inheritdoc/>
    public sealed override bool Ended => _finished && _failure is null && _ring.Next is null;

    /// <summary>Gets whether frames can arrive; false while a camera is unplugged or another program uses it.</summary>
    public bool Connected => _connected;

    /// <summary>Gets the number of frames that were replaced by newer ones before they were used.</summary>
    public long Dropped => _ring.Dropped;

    /// <summary>Gets the time between attempts to open a live source again.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected sealed override bool TryNext(out CpuImage image, out TimeSpan time)
    {
        if (!_consuming)
        {
            (_consuming, _started) = (true, Stopwatch.GetTimestamp());
            _ring.Wake();
        }
        if (Delivery == FrameDelivery.Now) _ring.WaitForFrame(() => _finished, Timeout.InfiniteTimeSpan);
        if (!TryTake(out var slot))
        {
            (image, time) = (_image, default);
            // All frames before a failure are delivered first.
            if (_finished && _ring.Next is null && Interlocked.Exchange(ref _failure, null) is { } failure) throw failure;
            return false;
        }
        (_image, image, time) = (slot.Image, slot.Image, slot.Time);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override void Release()
    {
        _disposing.Set();
        _ring.Close();
        Volatile.Read(ref _process).Kill();
        _reader?.Join();
        _process.Dispose();
        _ring.Dispose();
        _disposing.Dispose();
    }

    private bool TryTake(out PixelRing.Slot slot)
    {
        if (Delivery != FrameDelivery.Newest) return _ring.TryTake(out slot);
        return _ring.TryTakeNewest(_live ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(_started), out slot);
    }

    private FfmpegProcess Start() => FfmpegProcess.Start(_name,
        [
            "-nostdin", .. _input, "-map", "0:v:0", "-vf", "showinfo=checksum=0", .. FfmpegVersion.PassThrough(_name),
            "-autoscale", "0", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1",
        ]);

    /// <summary>The thread that reads frames until the source ends or is disposed.</summary>
    private void Read()
    {
        long frames = 0;
        bool interrupted = false;
        while (!_disposing.IsSet)
        {
            FrameSourceException? failure = null;
            try
            {
                if (interrupted) Reopen();
                failure = ReadFrames(ref frames);
            }
            catch (FrameSourceException exception)
            {
                failure = exception;
            }
            _connected = false;
            if (_disposing.IsSet || !_live || frames == 0)
            {
                (_failure, _finished) = (failure, true);
                _ring.Wake();
                return;
            }
            interrupted = true;
            _disposing.Wait(ReconnectDelay);
        }
    }

    private void Reopen()
    {
        _process.Dispose();
        var process = Start();
        Volatile.Write(ref _process, process);
        if (_disposing.IsSet) process.Kill(); // Release may have ended only the process before
    }

    /// <summary>Reads the frames of one process and returns why it ended, or null at the regular end.</summary>
    private FrameSourceException? ReadFrames(ref long frames)
    {
        var process = _process;
        while (process.Log.TryTakeHeader(out var header))
        {
            if (FrameSize.Problem(header.Width, header.Height) is { } problem)
            {
                process.Kill();
                return new($"{_name}: {problem}");
            }
            if (_ring.BeginWrite(() => _live && _consuming && Delivery == FrameDelivery.Newest) is not { } slot) return null;
            var pixels = slot.Resize(header.Width, header.Height);
            int read = ReadFully(process.Output, pixels);
            if (read < pixels.Length)
            {
                _ring.CancelWrite(slot);
                string reason = process.WaitForExit() == 0 && process.Log.Damage is null ? "ffmpeg was ended" : process.Log.Reason;
                return new($"{_name}: the video ends in the middle of frame {frames} ({reason})");
            }
            slot.Time = _live ? Elapsed : header.Time;
            _ring.EndWrite(slot);
            _connected = true;
            frames++;
        }
        int exit = process.WaitForExit();
        if (exit != 0) return new($"{_name}: {process.Log.Reason} (ffmpeg); {_advice(process.Log.Reason)}");
        return process.Log.Damage is { } damage
            ? new($"{_name}: the video is damaged or ends in the middle of a frame, after frame {frames - 1} (ffmpeg: {damage})") : null;
    }

    private static int ReadFully(Stream stream, Span<byte> pixels)
    {
        int read = 0;
        try
        {
            for (int now; read < pixels.Length && (now = stream.Read(pixels[read..])) > 0;) read += now;
        }
        catch (IOException)
        {
            // The process was ended.
        }
        return read;
    }
}
