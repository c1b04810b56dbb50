using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

// The library shares the OpenGL context with the host application. Each guard saves the state that one kind of operation changes,
// sets the state that the operation needs, and restores the saved state when it is disposed. None of them allocates.

/// <summary>Saves the framebuffer bindings and disables the scissor test and sRGB conversion, which both affect blits.</summary>
internal readonly ref struct FramebufferGuard
{
    private readonly GL _gl;
    private readonly int _read, _draw;
    private readonly bool _scissor, _srgb;

    public FramebufferGuard(GL gl)
    {
        _gl = gl;
        _read = gl.GetInteger(GetPName.ReadFramebufferBinding);
        _draw = gl.GetInteger(GetPName.DrawFramebufferBinding);
        // A blit is affected only by the scissor test of viewport 0; the other viewports are left unchanged.
        _scissor = gl.IsEnabled(EnableCap.ScissorTest, 0);
        _srgb = gl.IsEnabled(EnableCap.FramebufferSrgb);
        if (_scissor) gl.Disable(EnableCap.ScissorTest, 0);
        if (_srgb) gl.Disable(EnableCap.FramebufferSrgb);
    }

    public void Dispose()
    {
        if (_scissor) _gl.Enable(EnableCap.ScissorTest, 0);
        if (_srgb) _gl.Enable(EnableCap.FramebufferSrgb);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, (uint)_read);
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, (uint)_draw);
    }
}

/// <summary>Saves the pixel pack buffer binding and the pixel pack parameters, and sets tightly packed rows.</summary>
internal readonly ref struct PackGuard
{
    private readonly GL _gl;
    private readonly int _buffer, _swap, _lsbFirst, _rowLength, _imageHeight, _skipRows, _skipPixels, _skipImages, _alignment;

    public PackGuard(GL gl)
    {
        _gl = gl;
        _buffer = gl.GetInteger(GetPName.PixelPackBufferBinding);
        _swap = gl.GetInteger(GetPName.PackSwapBytes);
        _lsbFirst = gl.GetInteger(GetPName.PackLsbFirst);
        _rowLength = gl.GetInteger(GetPName.PackRowLength);
        _imageHeight = gl.GetInteger(GetPName.PackImageHeight);
        _skipRows = gl.GetInteger(GetPName.PackSkipRows);
        _skipPixels = gl.GetInteger(GetPName.PackSkipPixels);
        _skipImages = gl.GetInteger(GetPName.PackSkipImages);
        _alignment = gl.GetInteger(GetPName.PackAlignment);
        Set(gl, 0, 0, 0, 0, 0, 0, 0, 4);
    }

    public void Dispose()
    {
        Set(_gl, _swap, _lsbFirst, _rowLength, _imageHeight, _skipRows, _skipPixels, _skipImages, _alignment);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)_buffer);
    }

    private static void Set(GL gl, int swap, int lsbFirst, int rowLength, int imageHeight, int skipRows, int skipPixels, int skipImages,
        int alignment)
    {
        gl.PixelStore(PixelStoreParameter.PackSwapBytes, swap);
        gl.PixelStore(PixelStoreParameter.PackLsbFirst, lsbFirst);
        gl.PixelStore(PixelStoreParameter.PackRowLength, rowLength);
        gl.PixelStore(PixelStoreParameter.PackImageHeight, imageHeight);
        gl.PixelStore(PixelStoreParameter.PackSkipRows, skipRows);
        gl.PixelStore(PixelStoreParameter.PackSkipPixels, skipPixels);
        gl.PixelStore(PixelStoreParameter.PackSkipImages, skipImages);
        gl.PixelStore(PixelStoreParameter.PackAlignment, alignment);
    }
}

/// <summary>Saves the pixel unpack buffer binding and parameters, sets tightly packed rows and unbinds the buffer.</summary>
internal readonly ref struct UnpackGuard
{
    private readonly GL _gl;
    private readonly int _buffer, _swap, _lsbFirst, _rowLength, _imageHeight, _skipRows, _skipPixels, _skipImages, _alignment;

    public UnpackGuard(GL gl)
    {
        _gl = gl;
        _buffer = gl.GetInteger(GetPName.PixelUnpackBufferBinding);
        _swap = gl.GetInteger(GetPName.UnpackSwapBytes);
        _lsbFirst = gl.GetInteger(GetPName.UnpackLsbFirst);
        _rowLength = gl.GetInteger(GetPName.UnpackRowLength);
        _imageHeight = gl.GetInteger(GetPName.UnpackImageHeight);
        _skipRows = gl.GetInteger(GetPName.UnpackSkipRows);
        _skipPixels = gl.GetInteger(GetPName.UnpackSkipPixels);
        _skipImages = gl.GetInteger(GetPName.UnpackSkipImages);
        _alignment = gl.GetInteger(GetPName.UnpackAlignment);
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        Set(gl, 0, 0, 0, 0, 0, 0, 0, 4);
    }

    public void Dispose()
    {
        Set(_gl, _swap, _lsbFirst, _rowLength, _imageHeight, _skipRows, _skipPixels, _skipImages, _alignment);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, (uint)_buffer);
    }

    private static void Set(GL gl, int swap, int lsbFirst, int rowLength, int imageHeight, int skipRows, int skipPixels, int skipImages,
        int alignment)
    {
        gl.PixelStore(PixelStoreParameter.UnpackSwapBytes, swap);
        gl.PixelStore(PixelStoreParameter.UnpackLsbFirst, lsbFirst);
        gl.PixelStore(PixelStoreParameter.UnpackRowLength, rowLength);
        gl.PixelStore(PixelStoreParameter.UnpackImageHeight, imageHeight);
        gl.PixelStore(PixelStoreParameter.UnpackSkipRows, skipRows);
        gl.PixelStore(PixelStoreParameter.UnpackSkipPixels, skipPixels);
        gl.PixelStore(PixelStoreParameter.UnpackSkipImages, skipImages);
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, alignment);
    }
}

/// <summary>Saves the GL_TEXTURE_2D binding of the active texture unit.</summary>
internal readonly ref struct TextureGuard
{
    private readonly GL _gl;
    private readonly int _texture;

    public TextureGuard(GL gl)
    {
        _gl = gl;
        _texture = gl.GetInteger(GetPName.TextureBinding2D);
    }

    public void Dispose() => _gl.BindTexture(TextureTarget.Texture2D, (uint)_texture);
}

/// <summary>Saves the GL_COPY_READ_BUFFER and GL_COPY_WRITE_BUFFER bindings.</summary>
internal readonly ref struct CopyGuard
{
    private readonly GL _gl;
    private readonly int _read, _write;

    public CopyGuard(GL gl)
    {
        _gl = gl;
        _read = gl.GetInteger((GetPName)GLEnum.CopyReadBuffer);
        _write = gl.GetInteger((GetPName)GLEnum.CopyWriteBuffer);
    }

    public void Dispose()
    {
        _gl.BindBuffer(BufferTargetARB.CopyReadBuffer, (uint)_read);
        _gl.BindBuffer(BufferTargetARB.CopyWriteBuffer, (uint)_write);
    }
}
