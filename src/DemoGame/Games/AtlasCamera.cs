using Silk.NET.OpenGL;

namespace DemoGame.Games;

/// <summary>Draws a game at a whole multiple of its size.</summary>
internal sealed unsafe class AtlasCamera : GameCamera
{
    /// <summary>The size in pixels of the longer side, about.</summary>
    private const int LongerSide = 252;

    private readonly GL _gl;
    private readonly IGame[] _game;
    private readonly GameAtlas _atlas;
    private readonly byte[] _bottomUp;

    public AtlasCamera(GL gl, IGame game)
    {
        (_gl, _game) = (gl, [game]);
        int scale = Math.Max(1, LongerSide / Math.Max(game.Width, game.Height));
        _atlas = new GameAtlas(gl, 1, game.Width * scale, game.Height * scale);
        _bottomUp = new byte[_atlas.Width * _atlas.Height * 4];
    }

    public override int Width => _atlas.Width;

    public override int Height => _atlas.Height;

    public override void Read(Span<byte> pixels)
    {
        _atlas.Render(_game);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _atlas.Framebuffer);
        fixed (byte* bottomUp = _bottomUp)
            _gl.ReadPixels(0, 0, (uint)Width, (uint)Height, PixelFormat.Rgba, PixelType.UnsignedByte, bottomUp);
        int row = Width * 4;
        for (int y = 0; y < Height; y++) _bottomUp.AsSpan((Height - 1 - y) * row, row).CopyTo(pixels[(y * row)..]);
    }

    public override void Dispose() => _atlas.Dispose();
}
