using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// A texture that shows an image of a device, and draws it into a framebuffer. Images of the OpenGL device stay on the GPU. Row 0 of the
/// texture is the top row of the image.
/// </summary>
internal sealed unsafe class ImageTexture : IDisposable
{
    private const int MaximumDrawBuffers = 8;

    private readonly GL _gl;
    private readonly uint _framebuffer;
    private byte[] _host = [];

    public ImageTexture(GL gl, int width, int height)
    {
        (_gl, Width, Height) = (gl, width, height);
        Texture = gl.GenTexture();
        using (new TextureGuard(gl))
        {
            gl.BindTexture(TextureTarget.Texture2D, Texture);
            gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, (uint)width, (uint)height);
        }
        using var framebuffers = new FramebufferGuard(gl);
        _framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        gl.FramebufferTexture2D(FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D,
            Texture, 0);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Gets the OpenGL name of the texture.</summary>
    public uint Texture { get; }

    /// <summary>Copies an image of the same size to the texture.</summary>
    public void Fill(PixelBuffer image)
    {
        using var bound = new TextureGuard(_gl);
        using var unpack = new UnpackGuard(_gl);
        _gl.BindTexture(TextureTarget.Texture2D, Texture);
        if (image.Pixels.Buffer is OpenGLBuffer buffer)
        {
            _gl.MemoryBarrier(MemoryBarrierMask.PixelBufferBarrierBit);
            _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, buffer.Handle);
            Upload(null);
        }
        else
        {
            var span = image.HostPixels;
            if (span.IsEmpty)
            {
                if (_host.Length == 0) _host = GC.AllocateUninitializedArray<byte>(4 * Width * Height, pinned: true);
                image.Read(_host);
                span = _host;
            }
            fixed (byte* pixels = span) Upload(pixels);
        }

    }

    /// <summary>Copies RGBA bytes, the top row first, to the texture.</summary>
    public void Fill(ReadOnlySpan<byte> rgba)
    {
        using var bound = new TextureGuard(_gl);
        using var unpack = new UnpackGuard(_gl);
        _gl.BindTexture(TextureTarget.Texture2D, Texture);
        fixed (byte* pixels = rgba[..(4 * Width * Height)]) Upload(pixels);
    }

    /// <summary>Draws the texture into a framebuffer, with its lower left corner at (x, y).</summary>
    /// <param name="framebuffer">The name of the framebuffer; 0 is the default framebuffer, whose current draw buffer is drawn to.</param>
    /// <param name="attachment">The index of the color attachment to draw to; not used for the default framebuffer.</param>
    /// <param name="x">The left edge in pixels.</param>
    /// <param name="y">The lower edge in pixels.</param>
    public void DrawInto(uint framebuffer, int attachment, int x, int y) => DrawInto(framebuffer, attachment, x, y, Width, Height);

    /// <summary>Draws the upper left part of the texture, of the given size.</summary>
    /// <inheritdoc cref="DrawInto(uint, int, int, int)"/>
    public void DrawInto(uint framebuffer, int attachment, int x, int y, int width, int height)
    {
        using var framebuffers = new FramebufferGuard(_gl);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, framebuffer);
        if (framebuffer == 0)
        {
            Blit();
            return;
        }
        // A blit writes to every draw buffer of the host's framebuffer.
        var before = stackalloc DrawBufferMode[MaximumDrawBuffers];
        for (int i = 0; i < MaximumDrawBuffers; i++) before[i] = (DrawBufferMode)_gl.GetInteger(GLEnum.DrawBuffer0 + i);
        _gl.DrawBuffer(DrawBufferMode.ColorAttachment0 + attachment);
        Blit();
        _gl.DrawBuffers(MaximumDrawBuffers, before);

        void Blit() => _gl.BlitFramebuffer(0, height, width, 0, x, y, x + width, y + height, ClearBufferMask.ColorBufferBit,
            BlitFramebufferFilter.Nearest);
    }

    private void Upload(byte* pixels) => _gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, (uint)Width, (uint)Height, PixelFormat.Rgba,
        PixelType.UnsignedByte, pixels);

    public void Dispose()
    {
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteTexture(Texture);
    }
}
