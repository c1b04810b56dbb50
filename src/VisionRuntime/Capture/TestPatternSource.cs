using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides a synthetic moving pattern, for trying filters and networks without a camera: color gradients that drift to the left, with a
/// white square that crosses them. Frame i has the time i / 30 s and is the same on every machine.
/// </summary>
public sealed unsafe class TestPatternSource : MemorySource
{
    private const int FramesPerSecond = 30;

    private readonly CpuImage _image;
    private readonly byte[] _pixels;
    private long _next;

    /// <summary>Creates a source of frames of the given size in pixels.</summary>
    /// <param name="width">The width of the frames.</param>
    /// <param name="height">The height of the frames.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">The size is not supported.</exception>
    public TestPatternSource(int width = 320, int height = 240, GL? gl = null) : base(gl)
    {
        FrameSize.Require(width, height, "test");
        _pixels = new byte[width * height * 4];
        _image = new(_pixels, width, height);
    }

    /// <inheritdoc/>
    public override int Width => _image.Width;

    /// <inheritdoc/>
    public override int Height => _image.Height;

    /// <inheritdoc/>
    public override double? FrameRate => FramesPerSecond;

    /// <inheritdoc/>
    protected override bool TryNext(out CpuImage image, out TimeSpan time)
    {
        Draw(_next);
        (image, time) = (_image, TimeSpan.FromSeconds((double)_next++ / FramesPerSecond));
        return true;
    }

    /// <inheritdoc/>
    protected override void Release() => _image.Dispose();

    private void Draw(long frame)
    {
        int side = Math.Max(1, Math.Min(Width, Height) / 4);
        int left = Triangle(frame * 4, Width - side), top = Triangle(frame * 3, Height - side);
        var pixels = MemoryMarshal.Cast<byte, uint>(_pixels.AsSpan());
        for (int y = 0; y < Height; y++)
        {
            var row = pixels.Slice(y * Width, Width);
            uint green = (uint)(y * 255 / Math.Max(1, Height - 1)) << 8;
            for (int x = 0; x < row.Length; x++)
            {
                uint red = (uint)((x + frame * 2) & 255), blue = (uint)(255 - red) << 16;
                row[x] = 0xFF000000 | blue | green | red;
            }
            if (y >= top && y < top + side) row.Slice(left, side).Fill(0xFFFFFFFF);
        }
    }

    /// <summary>Moves from 0 to a limit and back.</summary>
    private static int Triangle(long position, int limit)
    {
        if (limit <= 0) return 0;
        int phase = (int)(position % (2L * limit));
        return phase <= limit ? phase : 2 * limit - phase;
    }
}
