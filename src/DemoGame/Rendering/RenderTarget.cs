using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>An offscreen framebuffer with one RGBA8 color texture.</summary>
public sealed unsafe class RenderTarget : IDisposable
{
    private readonly GL _gl;

    /// <summary>Creates a target of the given size in pixels; the context must be current.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or exceeds the driver's largest texture.</exception>
    public RenderTarget(GL gl, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(gl);
        gl.GetInteger(GetPName.MaxTextureSize, out int largest);
        if (width < 1 || height < 1 || width > largest || height > largest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width), $"A render target must be from 1 x 1 to {largest} x {largest} pixels here, not {width} x {height}");
        }
        _gl = gl;
        Width = width;
        Height = height;
        Texture = gl.GenTexture();
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.Texture2D, Texture);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.Nearest);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)TextureMagFilter.Nearest);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMaxLevel, 0);
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        gl.TexImage2D(
            TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)width, (uint)height, 0, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        gl.BindTexture(TextureTarget.Texture2D, 0);

        Framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, Framebuffer);
        gl.FramebufferTexture2D(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, Texture, 0);
        var status = (FramebufferStatus)gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer);
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        if (status == FramebufferStatus.Complete) return;
        Dispose();
        throw new InvalidOperationException($"The driver does not support a render target of {width} x {height} RGBA8 pixels: {status}");
    }

    /// <summary>The OpenGL name of the framebuffer.</summary>
    public uint Framebuffer { get; }

    /// <summary>The OpenGL name of the color texture, RGBA8, its first row at the bottom.</summary>
    public uint Texture { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Binds the framebuffer for drawing.</summary>
    public void Bind() => _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, Framebuffer);

    /// <summary>Binds the framebuffer for drawing and fills it with one color.</summary>
    public void Clear(Color color)
    {
        Bind();
        DrawState.Unmask(_gl);
        _gl.ClearColor(color.Red / 255f, color.Green / 255f, color.Blue / 255f, color.Alpha / 255f);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
    }

    /// <summary>Copies the pixels to another target of the same size.</summary>
    /// <exception cref="ArgumentException">The other target has another size.</exception>
    public void CopyTo(RenderTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Width != Width || target.Height != Height)
        {
            throw new ArgumentException(
                $"A render target of {Width} x {Height} pixels cannot be copied to one of {target.Width} x {target.Height}",
                nameof(target));
        }
        DrawState.Unmask(_gl);
        _gl.Disable(EnableCap.FramebufferSrgb);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, Framebuffer);
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, target.Framebuffer);
        _gl.BlitFramebuffer(0, 0, Width, Height, 0, 0, Width, Height, ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Nearest);
    }

    /// <summary>Deletes the framebuffer and its texture; their context must be current.</summary>
    public void Dispose()
    {
        _gl.DeleteFramebuffer(Framebuffer);
        _gl.DeleteTexture(Texture);
    }
}
