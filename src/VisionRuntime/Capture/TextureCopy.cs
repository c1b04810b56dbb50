using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Copies the host's framebuffer into a texture with a framebuffer object, because the default framebuffer cannot be sampled and a
/// multisampled framebuffer cannot be read directly.
/// </summary>
internal sealed class TextureCopy : IDisposable
{
    private readonly GL _gl;

    public TextureCopy(GL gl, int width, int height)
    {
        _gl = gl;
        Texture = gl.GenTexture();
        using (new TextureGuard(gl))
        {
            gl.BindTexture(TextureTarget.Texture2D, Texture);
            gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, (uint)width, (uint)height);
        }
        Image = new(Texture, width, height);
        using var framebuffers = new FramebufferGuard(gl);
        Framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, Framebuffer);
        gl.FramebufferTexture2D(FramebufferTarget.DrawFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D,
            Texture, 0);
    }

    public uint Texture { get; }

    public uint Framebuffer { get; }

    public OpenGLImage Image { get; }

    /// <summary>
    /// Copies a rectangle of a framebuffer, in pixels from the lower-left corner. Multisampled pixels are resolved; sRGB values are copied
    /// without conversion.
    /// </summary>
    /// <param name="framebuffer">The name of the host's framebuffer; 0 is the default framebuffer.</param>
    /// <param name="attachment">The index of the color attachment; the current read buffer of the framebuffer if null.</param>
    /// <param name="x">The left edge of the rectangle.</param>
    /// <param name="y">The lower edge of the rectangle.</param>
    public void Fill(uint framebuffer, int? attachment, int x, int y)
    {
        using var guard = new FramebufferGuard(_gl);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, Framebuffer);
        int readBuffer = _gl.GetInteger(GetPName.ReadBuffer); // state of the host's framebuffer, not of the context
        if (attachment is { } index) _gl.ReadBuffer(ReadBufferMode.ColorAttachment0 + index);
        _gl.BlitFramebuffer(x, y, x + Image.Width, y + Image.Height, 0, 0, Image.Width, Image.Height,
            ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Nearest);
        if (attachment is not null) _gl.ReadBuffer((ReadBufferMode)readBuffer);
    }

    public void Dispose()
    {
        _gl.DeleteFramebuffer(Framebuffer);
        _gl.DeleteTexture(Texture);
    }
}
