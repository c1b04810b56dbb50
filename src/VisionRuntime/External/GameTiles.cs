using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace VisionRuntime.External;

/// <summary>The observed parts of several windows side by side in one frame, so that one capture observes all games.</summary>
internal sealed class GameTiles : MemorySource
{
    private readonly byte[] _pixels;
    private readonly CpuImage _image;
    private readonly ScreenArea _area;

    public GameTiles(ScreenArea area, int count, GL? gl) : base(gl)
    {
        _area = area;
        _pixels = new byte[area.Width * count * area.Height * 4];
        _image = new(_pixels, area.Width * count, area.Height);
    }

    public override int Width => _image.Width;

    public override int Height => _image.Height;

    /// <summary>Copies the observed part of a window; what is outside the window is black.</summary>
    public void Write(int tile, ScreenView screen)
    {
        int rowBytes = _area.Width * 4;
        for (int y = 0; y < _area.Height; y++)
        {
            var to = _pixels.AsSpan(y * Width * 4 + tile * rowBytes, rowBytes);
            var from = screen.Row(_area.X, _area.Y + y, _area.Width);
            from.CopyTo(to);
            to[from.Length..].Clear();
        }
    }

    /// <summary>Gets whether a window shows something else than at the last <see cref="Write"/>.</summary>
    public bool Differs(int tile, ScreenView screen)
    {
        int rowBytes = _area.Width * 4;
        for (int y = 0; y < _area.Height; y++)
        {
            var from = screen.Row(_area.X, _area.Y + y, _area.Width);
            if (!from.SequenceEqual(_pixels.AsSpan(y * Width * 4 + tile * rowBytes, from.Length))) return true;
        }
        return false;
    }

    protected override bool TryNext(out CpuImage image, out TimeSpan time)
    {
        (image, time) = (_image, Elapsed);
        return true;
    }

    protected override void Release() => _image.Dispose();
}
