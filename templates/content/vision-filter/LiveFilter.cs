using Silk.NET.OpenGL;
using VisionRuntime;

namespace VisionFilter;

/// <summary>A scene, and in the right half of the window the scene as the filter sees it.</summary>
internal sealed class LiveFilter : IDisposable
{
    private readonly GL _gl;
    private readonly VisionHost _vision;
    private int _width, _height;
    private double _time;

    /// <summary>Puts the filter on the window's framebuffer.</summary>
    public LiveFilter(GL gl, int width, int height)
    {
        (_gl, _width, _height) = (gl, width, height);
        _vision = new VisionHost(gl, width, height);
        _vision.Add(new ScreenFilter(EdgeFilter.Definition) { Split = 0.5f }); // the left half stays as it is
    }

    /// <summary>Draws the scene and filters it.</summary>
    public void Render(double seconds)
    {
        _time += seconds;
        DrawScene();
        _vision.Update(); // after drawing, before the buffers are swapped
    }

    /// <summary>Follows the window's size.</summary>
    public void Resize(int width, int height)
    {
        if (width < 1 || height < 1) return; // minimized
        (_width, _height) = (width, height);
        _vision.Resize(width, height);
    }

    /// <summary>Frees the filter.</summary>
    public void Dispose() => _vision.Dispose();

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
            int x = (int)(_width * (0.5 + 0.35 * Math.Cos(angle))) - size / 2;
            int y = (int)(_height * (0.5 + 0.35 * Math.Sin(angle))) - size / 2;
            _gl.Scissor(x, y, (uint)size, (uint)size);
            _gl.ClearColor(0.3f + 0.15f * i, 0.9f - 0.1f * i, 0.5f, 1);
            _gl.Clear(ClearBufferMask.ColorBufferBit);
        }
        _gl.Disable(EnableCap.ScissorTest);
    }
}
