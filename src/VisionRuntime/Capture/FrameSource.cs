using ShaderKernels.Devices;

namespace VisionRuntime.Capture;

/// <summary>
/// Where frames come from: a framebuffer, a texture, a picture; later a webcam, a video, a screen. The same source serves every device:
/// OpenGL is handed a texture and the frame stays on the GPU, the others are handed bytes.
/// </summary>
/// <remarks>
/// A source that reads from OpenGL is used on the thread where the context is current, and leaves the context's state as it found it.
/// Do not call it between glBeginConditionalRender and glEndConditionalRender, which would let the GPU skip the copy.
/// </remarks>
public abstract class FrameSource : IDisposable
{
    private long _requested;

    /// <summary>The frames' width in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>The frames' height in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>Which frame is handed over when frames take a while to arrive.</summary>
    public FrameDelivery Delivery { get; init; } = FrameDelivery.Newest;

    /// <summary>Gets how many frames have been requested, which is the number of the next one.</summary>
    public virtual long Requested => _requested;

    /// <summary>Asks for the frame as it is now and hands over one that has arrived. Allocates nothing once the first frames are through.</summary>
    /// <param name="device">The kind of device that will read the picture.</param>
    /// <param name="frame">The frame, usable until the next call.</param>
    /// <returns>False where none has arrived yet, as in the first one or two calls of a source that does not wait.</returns>
    public virtual bool TryCapture(DeviceKind device, out Frame frame) =>
        device == DeviceKind.OpenGL ? TryCaptureTexture(_requested++, out frame) : TryCaptureBytes(_requested++, out frame);

    /// <summary>Hands over a frame as an <see cref="ShaderKernels.Backends.OpenGL.OpenGLImage"/>.</summary>
    protected abstract bool TryCaptureTexture(long number, out Frame frame);

    /// <summary>Hands over a frame as a <see cref="ShaderKernels.Backends.Cpu.CpuImage"/>.</summary>
    protected abstract bool TryCaptureBytes(long number, out Frame frame);

    /// <summary>Frees what the source made; what it looks at belongs to others.</summary>
    public abstract void Dispose();
}
