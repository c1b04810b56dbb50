using System.Diagnostics;
using ShaderKernels.Devices;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides frames, for example from a framebuffer, a texture or an image file. A source supports every device: OpenGL receives a texture,
/// so that the frame stays on the GPU, and the other devices receive bytes.
/// </summary>
/// <remarks>
/// Use a source that reads from OpenGL on the thread where the context is current. It restores the state of the context. Do not call it
/// between glBeginConditionalRender and glEndConditionalRender, because the GPU could then skip the copy.
/// </remarks>
public abstract class FrameSource : IDisposable
{
    private readonly long _created = Stopwatch.GetTimestamp();
    private long _requested;

    /// <summary>Gets the width of the frames in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>Gets the height of the frames in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>Gets which frame is returned when frames arrive asynchronously.</summary>
    public FrameDelivery Delivery { get; init; } = FrameDelivery.Newest;

    /// <summary>Gets the number of frames requested so far, which is also the number of the next frame.</summary>
    public virtual long Requested => _requested;

    /// <summary>Gets the number of frames per second that the source delivers; null if it is not known.</summary>
    public virtual double? FrameRate => null;

    /// <summary>Gets whether the source has delivered its last frame, as at the end of a video file.</summary>
    public virtual bool Ended => false;

    /// <summary>Gets the time since the source was created.</summary>
    protected TimeSpan Elapsed => Stopwatch.GetElapsedTime(_created);

    /// <summary>
    /// Requests the current frame and returns a frame that has arrived. Allocates nothing after the first frames.
    /// </summary>
    /// <param name="device">The kind of device that reads the image.</param>
    /// <param name="frame">The frame, valid until the next call.</param>
    /// <returns>True if a frame has arrived; false if not, as in the first one or two calls to a source that does not wait.</returns>
    /// <exception cref="FrameSourceException">The source failed, for example because a video file is damaged.</exception>
    public virtual bool TryCapture(DeviceKind device, out Frame frame) =>
        device == DeviceKind.OpenGL ? TryCaptureTexture(_requested++, out frame) : TryCaptureBytes(_requested++, out frame);

    /// <summary>Captures a frame as an <see cref="ShaderKernels.Backends.OpenGL.OpenGLImage"/>.</summary>
    protected abstract bool TryCaptureTexture(long number, out Frame frame);

    /// <summary>Captures a frame as a <see cref="ShaderKernels.Backends.Cpu.CpuImage"/>.</summary>
    protected abstract bool TryCaptureBytes(long number, out Frame frame);

    /// <summary>Releases the resources that the source created. The captured framebuffer or texture is not deleted.</summary>
    public abstract void Dispose();
}
