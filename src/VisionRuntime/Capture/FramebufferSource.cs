using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// What the game has drawn: the default framebuffer or one of its own, multisampled or not. The frame is first copied, on the GPU, into
/// a texture of the source's own, so that the game may go on drawing at once.
/// </summary>
/// <remarks>Capture the default framebuffer after the frame is drawn and before the buffers are swapped; afterwards its content is undefined.</remarks>
public sealed class FramebufferSource : OpenGLSource
{
    private TextureCopy? _copy;
    private int _width, _height;

    /// <summary>Looks at a rectangle of a framebuffer, counted in pixels from the lower left as OpenGL does.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="framebuffer">The framebuffer's name; 0 is the default one.</param>
    /// <param name="width">The frame's width in pixels.</param>
    /// <param name="height">The frame's height in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public FramebufferSource(GL gl, uint framebuffer, int width, int height) : base(gl)
    {
        Framebuffer = framebuffer;
        Resize(width, height);
    }

    /// <summary>The framebuffer's name; 0 is the default one.</summary>
    public uint Framebuffer { get; }

    /// <summary>The color attachment looked at. The default framebuffer has none: there it is what glReadBuffer chose, usually the back.</summary>
    public int Attachment { get; init; }

    /// <summary>The frame's left edge in the framebuffer.</summary>
    public int X { get; set; }

    /// <summary>The frame's lower edge in the framebuffer.</summary>
    public int Y { get; set; }

    /// <inheritdoc/>
    public override int Width => _width;

    /// <inheritdoc/>
    public override int Height => _height;

    /// <summary>Follows a window or framebuffer that changed its size; frames under way are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public void Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == _width && height == _height) return;
        (_width, _height) = (width, height);
        DropRing();
        _copy?.Dispose();
        _copy = null;
    }

    private protected override OpenGLImage Look() => Fill().Image;

    private protected override uint LookThroughFramebuffer() => Fill().Framebuffer;

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
