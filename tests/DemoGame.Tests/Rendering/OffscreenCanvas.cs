using DemoGame.Rendering;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace DemoGame.Tests.Rendering;

/// <summary>An OpenGL context without a window and a framebuffer to draw on, current on the test's thread.</summary>
internal sealed class OffscreenCanvas : IDisposable
{
    private readonly HeadlessContext _context;
    private readonly RenderTarget _target;

    public OffscreenCanvas(int width = 64, int height = 64)
    {
        _context = HeadlessContext.Create();
        _target = new RenderTarget(Gl, width, height);
    }

    public GL Gl => _context.Gl;

    public uint Framebuffer => _target.Framebuffer;

    public int Width => _target.Width;

    public int Height => _target.Height;

    public void Clear(Color color) => _target.Clear(color);

    public Picture Read() => Picture.Read(Gl, Framebuffer, Width, Height);

    public void Dispose()
    {
        Assert.Equal(GLEnum.NoError, Gl.GetError());
        _target.Dispose();
        _context.Dispose();
    }
}
