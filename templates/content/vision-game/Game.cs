using Silk.NET.OpenGL;

namespace VisionGame;

/// <summary>A light that moves from wall to wall: replace it with your game.</summary>
internal sealed class Game(GL gl)
{
    private const double Speed = 0.4;
    private double _position, _direction = 1;

    /// <summary>Moves the light.</summary>
    /// <param name="seconds">The time since the last update.</param>
    public void Update(double seconds)
    {
        _position += _direction * Speed * seconds;
        if (_position is < 0 or > 1) _direction = _position < 0 ? 1 : -1;
        _position = Math.Clamp(_position, 0, 1);
    }

    /// <summary>Draws the frame into the window.</summary>
    public void Draw(int width, int height)
    {
        int size = Math.Min(width, height) / 4;
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        gl.Viewport(0, 0, (uint)width, (uint)height);
        gl.ClearColor(0.05f, 0.08f, 0.15f, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);

        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor((int)(_position * (width - size)), (height - size) / 2, (uint)size, (uint)size);
        gl.ClearColor(1, 0.9f, 0.6f, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.Disable(EnableCap.ScissorTest);
    }
}
