using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>Provides the base class for sources in an OpenGL context, with asynchronous readback to the CPU.</summary>
public abstract class OpenGLSource : FrameSource
{
    private ReadbackRing? _ring;
    private long _droppedBefore;

    /// <summary>Initializes the source with an OpenGL context.</summary>
    private protected OpenGLSource(GL gl) => Gl = gl;

    /// <summary>Gets the number of readback buffers, which limits the number of frames pending at a time.</summary>
    public int ReadbackFrames { get; init; } = 3;

    /// <summary>
    /// Gets the number of frames dropped during readback, because a newer frame had arrived or the ring was full when they were requested.
    /// </summary>
    public long Dropped => (_ring?.Dropped ?? 0) + _droppedBefore;

    /// <summary>Gets the OpenGL context.</summary>
    protected internal GL Gl { get; }

    /// <inheritdoc/>
    protected sealed override bool TryCaptureTexture(long number, out Frame frame)
    {
        frame = new(CaptureTexture(), number, Elapsed);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override bool TryCaptureBytes(long number, out Frame frame)
    {
        _ring ??= new(Gl, Width, Height, ReadbackFrames, BottomUp);
        uint framebuffer = CaptureFramebuffer();
        if (Delivery == FrameDelivery.Now) return CaptureNow(_ring, framebuffer, number, Elapsed, out frame);
        _ring.GiveBack();
        _ring.Request(framebuffer, number, Elapsed);
        return Delivery == FrameDelivery.Newest ? _ring.TryTakeNewest(out frame) : _ring.TryTake(out frame);
    }

    /// <summary>Gets whether row 0 of the captured pixels is the bottom row of the image.</summary>
    private protected virtual bool BottomUp => true;

    /// <summary>Captures the current frame as a texture.</summary>
    private protected abstract OpenGLImage CaptureTexture();

    /// <summary>Captures the current frame and returns a framebuffer whose read buffer holds it.</summary>
    private protected abstract uint CaptureFramebuffer();

    /// <summary>Drops the pending frames and releases the ring, because the frame size has changed.</summary>
    private protected void DropRing()
    {
        if (_ring is null) return;
        _droppedBefore += _ring.Dropped + _ring.Pending;
        _ring.Dispose();
        _ring = null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        DropRing();
        GC.SuppressFinalize(this);
    }

    private static bool CaptureNow(ReadbackRing ring, uint framebuffer, long number, TimeSpan time, out Frame frame)
    {
        ring.Request(framebuffer, number, time);
        frame = ring.Take();
        return true;
    }
}
