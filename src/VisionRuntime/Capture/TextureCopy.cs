using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// A texture of the plugin's own with a framebuffer around it: where a copy of the host's framebuffer goes, because a default framebuffer
/// cannot be sampled and a multisampled one cannot be read.
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
        gl.FramebufferTexture2D(FramebufferTarget.DrawFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, Texture, 0);
    }

    public uint Texture { get; }

    public uint Framebuffer { get; }

    public OpenGLImage Image { get; }

    /// <summary>Copies a rectangle of a framebuffer, counted from the lower left; multisampled pixels are resolved, sRGB bytes stay bytes.</summary>
    /// <param name="framebuffer">The host's framebuffer; 0 is the default one.</param>
    /// <param name="attachment">Which color attachment, or null for the one that the framebuffer is set to read from.</param>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The lower edge.</param>
    public void Fill(uint framebuffer, int? attachment, int x, int y)
    {
        using var guard = new FramebufferGuard(_gl);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, Framebuffer);
        int readBuffer = _gl.GetInteger(GetPName.ReadBuffer); // part of the host's framebuffer, not of the context
        if (attachment is { } index) _gl.ReadBuffer(ReadBufferMode.ColorAttachment0 + index);
        _gl.BlitFramebuffer(x, y, x + Image.Width, y + Image.Height, 0, 0, Image.Width, Image.Height, ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Nearest);
        if (attachment is not null) _gl.ReadBuffer((ReadBufferMode)readBuffer);
    }

    public void Dispose()
    {
        _gl.DeleteFramebuffer(Framebuffer);
        _gl.DeleteTexture(Texture);
    }
}
