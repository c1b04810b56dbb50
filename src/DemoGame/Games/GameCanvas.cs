using DemoGame.Rendering;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace DemoGame.Games;

/// <summary>Draws one game and reads the frame back.</summary>
internal sealed class GameCanvas(GL gl, int width, int height) : IDisposable
{
    private readonly GameAtlas _atlas = new(gl, 1, width, height);
    private readonly FrameReader _reader = new(gl);
    private readonly IGame[] _games = new IGame[1];
    private FramebufferSource? _source;
    private byte[] _pixels = [];

    public int Width => width;

    public int Height => height;

    public void Draw(IGame game)
    {
        _games[0] = game;
        _atlas.Render(_games);
        _source ??= new FramebufferSource(gl, _atlas.Framebuffer, width, height) { Delivery = FrameDelivery.Now };
        if (!_source.TryCapture(DeviceKind.Cpu, out var frame)) throw new InvalidOperationException("GameCanvas: no frame arrived");
        _reader.Read(frame.Image, ref _pixels);
    }

    /// <summary>Copies a square, channel by channel.</summary>
    public void Part(int left, int top, int side, Span<byte> planes)
    {
        for (int channel = 0, at = 0; channel < 3; channel++)
            for (int y = top; y < top + side; y++)
                for (int x = left; x < left + side; x++) planes[at++] = _pixels[((y * width) + x) * 4 + channel];
    }

    /// <summary>Returns the sum of the differences of green between neighbors in a square.</summary>
    public int Edges(int left, int top, int side)
    {
        int sum = 0;
        for (int y = top + 1; y < top + side; y++)
        {
            for (int x = left + 1; x < left + side; x++)
            {
                int at = ((y * width) + x) * 4 + 1;
                sum += Math.Abs(_pixels[at] - _pixels[at - 4]) + Math.Abs(_pixels[at] - _pixels[at - (4 * width)]);
            }
        }
        return sum;
    }

    /// <summary>Reduces the frame by averaging squares of pixels, channel by channel.</summary>
    public void Reduced(int side, int factor, Span<byte> planes)
    {
        for (int channel = 0, at = 0; channel < 3; channel++)
        {
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    int sum = factor * factor / 2;
                    for (int i = 0; i < factor * factor; i++)
                        sum += _pixels[((((y * factor) + (i / factor)) * width) + (x * factor) + (i % factor)) * 4 + channel];
                    planes[at++] = (byte)(sum / (factor * factor));
                }
            }
        }
    }

    public void Dispose()
    {
        _source?.Dispose();
        _reader.Dispose();
        _atlas.Dispose();
    }
}
