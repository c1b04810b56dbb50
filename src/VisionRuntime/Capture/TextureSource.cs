using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>Captures a texture that the game renders to. On an OpenGL device the texture is used without a copy.</summary>
/// <remarks>The texture must be a GL_TEXTURE_2D that is not multisampled; see <see cref="OpenGLImage"/> for sRGB formats.</remarks>
public sealed class TextureSource : OpenGLSource
{
    private readonly OpenGLImage _image;
    private uint _framebuffer;

    /// <summary>Creates a source that captures mipmap level 0 of a texture.</summary>
    /// <param name="gl">The OpenGL context.</param>
    /// <param name="texture">The name of the texture.</param>
    /// <param name="width">The width of the texture in pixels.</param>
    /// <param name="height">The height of the texture in pixels.</param>
    /// <param name="bottomUp">Whether row 0 of the texture is the bottom row of the image, as in textures rendered by OpenGL.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name of the texture is 0, or a size is not positive.</exception>
    public TextureSource(GL gl, uint texture, int width, int height, bool bottomUp = true) : base(gl) =>
        _image = new(texture, width, height, bottomUp);

    /// <inheritdoc/>
    public override int Width => _image.Width;

    /// <inheritdoc/>
    public override int Height => _image.Height;

    private protected override bool BottomUp => _image.BottomUp;

    private protected override OpenGLImage CaptureTexture() => _image;

    private protected override uint CaptureFramebuffer()
    {
        if (_framebuffer != 0) return _framebuffer;
        using var guard = new FramebufferGuard(Gl);
        _framebuffer = Gl.GenFramebuffer();
        Gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        Gl.FramebufferTexture2D(FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D,
            _image.Texture, 0);
        var status = Gl.CheckFramebufferStatus(FramebufferTarget.ReadFramebuffer);
        if (status == GLEnum.FramebufferComplete) return _framebuffer;
        Gl.DeleteFramebuffer(_framebuffer);
        _framebuffer = 0;
        throw new OpenGLException(
            $"TextureSource: the CPU cannot read texture {_image.Texture} ({status}); "
            + "give a texture that can be drawn into, or use the device OpenGL");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_framebuffer != 0) Gl.DeleteFramebuffer(_framebuffer);
        _framebuffer = 0;
    }
}
