using ShaderKernels.Backends;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace VisionFilter;

/// <summary>A scene, and over the right half of the window the scene as the filter sees it.</summary>
internal sealed class LiveFilter : IDisposable
{
    private const int FilterWidth = 640, FilterHeight = 480;
    private readonly GL _gl;
    private readonly Device _device;
    private readonly FramebufferSource _source;
    private readonly SobelFilter _filter;
    private readonly uint _texture, _framebuffer;
    private int _width, _height;
    private double _time;

    /// <summary>Makes the filter and the texture that it is shown with.</summary>
    public LiveFilter(GL gl, int width, int height)
    {
        (_gl, _width, _height) = (gl, width, height);
        _device = DeviceCatalog.OpenBest(gl);
        _source = new FramebufferSource(gl, 0, width, height);
        _filter = new SobelFilter(_source, _device, FilterWidth, FilterHeight);

        _texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, _texture);
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, FilterWidth, FilterHeight, 0,
            PixelFormat.Rgba, PixelType.UnsignedByte, in _filter.Pixels[0]);
        _framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        gl.FramebufferTexture2D(FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, _texture, 0);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
    }

    /// <summary>Draws the scene, filters it, and draws the newest filtered picture over its right half.</summary>
    public void Render(double seconds)
    {
        _time += seconds;
        DrawScene();
        if (_filter.Update()) // after the scene is drawn, before anything is drawn over it
        {
            _gl.BindTexture(TextureTarget.Texture2D, _texture);
            _gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, FilterWidth, FilterHeight,
                PixelFormat.Rgba, PixelType.UnsignedByte, in _filter.Pixels[0]);
        }
        // OpenGL counts rows from the bottom and the picture from the top, so it is turned over.
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        _gl.BlitFramebuffer(FilterWidth / 2, FilterHeight, FilterWidth, 0, _width / 2, 0, _width, _height,
            ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Linear);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
    }

    /// <summary>Follows the window's size.</summary>
    public void Resize(int width, int height)
    {
        if (width < 1 || height < 1) return; // minimized
        (_width, _height) = (width, height);
        _source.Resize(width, height);
    }

    /// <summary>Frees the filter and what it is shown with.</summary>
    public void Dispose()
    {
        _filter.Dispose();
        _source.Dispose();
        _device.Dispose();
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteTexture(_texture);
    }

    /// <summary>Five squares on a dark ground: replace them with your game.</summary>
    private void DrawScene()
    {
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)_width, (uint)_height);
        _gl.ClearColor(0.05f, 0.08f, 0.15f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        _gl.Enable(EnableCap.ScissorTest);
        int size = Math.Min(_width, _height) / 6;
        for (int i = 0; i < 5; i++)
        {
            double angle = _time + i * Math.Tau / 5;
            int x = (int)(_width * (0.5 + 0.35 * Math.Cos(angle))) - size / 2, y = (int)(_height * (0.5 + 0.35 * Math.Sin(angle))) - size / 2;
            _gl.Scissor(x, y, (uint)size, (uint)size);
            _gl.ClearColor(0.3f + 0.15f * i, 0.9f - 0.1f * i, 0.5f, 1);
            _gl.Clear(ClearBufferMask.ColorBufferBit);
        }
        _gl.Disable(EnableCap.ScissorTest);
    }
}
