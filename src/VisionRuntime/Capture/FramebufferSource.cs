using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Captures a framebuffer: the default framebuffer or a framebuffer object, multisampled or not. The frame is first copied on the GPU into
/// a texture owned by the source, so that the game can continue drawing immediately.
/// </summary>
/// <remarks>
/// Capture the default framebuffer after the frame is drawn and before the buffers are swapped; after the swap its contents are undefined.
/// </remarks>
public sealed class FramebufferSource : OpenGLSource
{
    private TextureCopy? _copy;
    private int _width, _height;

    /// <summary>Creates a source that captures a rectangle of a framebuffer, in pixels from the lower-left corner as in OpenGL.</summary>
    /// <param name="gl">The OpenGL context.</param>
    /// <param name="framebuffer">The name of the framebuffer; 0 is the default framebuffer.</param>
    /// <param name="width">The width of the frame in pixels.</param>
    /// <param name="height">The height of the frame in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive or too large.</exception>
    public FramebufferSource(GL gl, uint framebuffer, int width, int height) : base(gl)
    {
        Framebuffer = framebuffer;
        Resize(width, height);
    }

    /// <summary>Gets the name of the framebuffer; 0 is the default framebuffer.</summary>
    public uint Framebuffer { get; }

    /// <summary>
    /// Gets the index of the captured color attachment. Ignored for the default framebuffer, where the buffer selected by glReadBuffer is
    /// captured, usually the back buffer.
    /// </summary>
    public int Attachment { get; init; }

    /// <summary>Gets or sets the left edge of the frame in the framebuffer, in pixels.</summary>
    public int X { get; set; }

    /// <summary>Gets or sets the lower edge of the frame in the framebuffer, in pixels.</summary>
    public int Y { get; set; }

    /// <inheritdoc/>
    public override int Width => _width;

    /// <inheritdoc/>
    public override int Height => _height;

    /// <summary>Sets the frame size after the window or framebuffer was resized. Pending frames are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive or too large.</exception>
    public void Resize(int width, int height)
    {
        FrameSize.Require(width, height, nameof(width), "FramebufferSource");
        if (width == _width && height == _height) return;
        (_width, _height) = (width, height);
        DropRing();
        _copy?.Dispose();
        _copy = null;
    }

    private protected override OpenGLImage CaptureTexture() => Fill().Image;

    private protected override uint CaptureFramebuffer() => Fill().Framebuffer;

    private TextureCopy Fill()
    {
        _copy ??= new(Gl, _width, _height);
        _copy.Fill(Framebuffer, Framebuffer == 0 ? null : Attachment, X, Y);
        return _copy;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _copy?.Dispose();
        _copy = null;
    }
}
