using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>A texture that the game draws into, read where it lies: on OpenGL nothing is copied.</summary>
/// <remarks>The texture is a GL_TEXTURE_2D with one sample a pixel; see <see cref="OpenGLImage"/> for sRGB formats.</remarks>
public sealed class TextureSource : OpenGLSource
{
    private readonly OpenGLImage _image;
    private uint _framebuffer;

    /// <summary>Looks at level 0 of a texture.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="texture">The texture's name.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="bottomUp">Whether its row 0 is the picture's lowest, as whatever OpenGL drew has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no texture 0, or a size is not positive.</exception>
    public TextureSource(GL gl, uint texture, int width, int height, bool bottomUp = true) : base(gl) =>
        _image = new(texture, width, height, bottomUp);

    /// <inheritdoc/>
    public override int Width => _image.Width;

    /// <inheritdoc/>
    public override int Height => _image.Height;

    private protected override bool BottomUp => _image.BottomUp;

    private protected override OpenGLImage Look() => _image;

    private protected override uint LookThroughFramebuffer()
    {
        if (_framebuffer != 0) return _framebuffer;
        using var guard = new FramebufferGuard(Gl);
        _framebuffer = Gl.GenFramebuffer();
        Gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        Gl.FramebufferTexture2D(FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, _image.Texture, 0);
        var status = Gl.CheckFramebufferStatus(FramebufferTarget.ReadFramebuffer);
        if (status == GLEnum.FramebufferComplete) return _framebuffer;
        Gl.DeleteFramebuffer(_framebuffer);
        _framebuffer = 0;
        throw new OpenGLException($"TextureSource: the CPU cannot read texture {_image.Texture} ({status}); give a texture that can be drawn into, or use the device OpenGL");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_framebuffer != 0) Gl.DeleteFramebuffer(_framebuffer);
        _framebuffer = 0;
    }
}
