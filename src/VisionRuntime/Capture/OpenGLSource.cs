using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>What the sources that live in an OpenGL context share: the ring that brings their frames to the CPU.</summary>
public abstract class OpenGLSource : FrameSource
{
    private ReadbackRing? _ring;
    private long _droppedBefore;

    /// <summary>Remembers the context.</summary>
    private protected OpenGLSource(GL gl) => Gl = gl;

    /// <summary>How many frames may be on their way to the CPU at a time.</summary>
    public int ReadbackFrames { get; init; } = 3;

    /// <summary>Frames that were lost on their way to the CPU: overtaken by a newer one, or asked for while the ring was full.</summary>
    public long Dropped => (_ring?.Dropped ?? 0) + _droppedBefore;

    /// <summary>The functions of the context.</summary>
    protected GL Gl { get; }

    /// <inheritdoc/>
    protected sealed override bool TryCaptureTexture(long number, out Frame frame)
    {
        frame = new(Look(), number);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override bool TryCaptureBytes(long number, out Frame frame)
    {
        _ring ??= new(Gl, Width, Height, ReadbackFrames, BottomUp);
        uint framebuffer = LookThroughFramebuffer();
        if (Delivery == FrameDelivery.Now) return CaptureNow(_ring, framebuffer, number, out frame);
        _ring.GiveBack();
        _ring.Request(framebuffer, number);
        return Delivery == FrameDelivery.Newest ? _ring.TryTakeNewest(out frame) : _ring.TryTake(out frame);
    }

    /// <summary>Whether row 0 of what is read is the picture's lowest.</summary>
    private protected virtual bool BottomUp => true;

    /// <summary>The frame as it is now, as a texture.</summary>
    private protected abstract OpenGLImage Look();

    /// <summary>A framebuffer whose read buffer holds the frame as it is now.</summary>
    private protected abstract uint LookThroughFramebuffer();

    /// <summary>Forgets frames under way, because those to come have another size.</summary>
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

    private static bool CaptureNow(ReadbackRing ring, uint framebuffer, long number, out Frame frame)
    {
        ring.Request(framebuffer, number);
        frame = ring.Take();
        return true;
    }
}
