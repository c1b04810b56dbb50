using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>Writes the last frame as a PNG file.</summary>
internal sealed class PictureSink(string path, double frameRate) : FrameSink(path, frameRate)
{
    private byte[] _pixels = [];

    private protected override bool KeepsLast => true;

    private protected override void Start() { }

    private protected override void Write(ReadOnlySpan<byte> rgba)
    {
        if (_pixels.Length != rgba.Length) _pixels = new byte[rgba.Length];
        rgba.CopyTo(_pixels);
        for (int i = 3; i < _pixels.Length; i += 4) _pixels[i] = 255;
    }

    private protected override void End()
    {
        using var image = Image.LoadPixelData<Rgba32>(_pixels.AsSpan(), Width, Height);
        AtomicFile.Write(Path, stream => image.SaveAsPng(stream));
    }
}
