using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>At most 256 colours and the way from any colour to the nearest of them.</summary>
internal sealed class Palette(Rgba32[] colors)
{
    private readonly Dictionary<uint, byte> nearest = [];

    public Rgba32[] Colors { get; } = colors;

    /// <summary>
    /// The colours of the frames themselves where they are few enough, else boxes of similar ones (Heckbert, "Color image
    /// quantization for frame buffer display", 1982). Colours of less than half alpha all become one transparent entry then.
    /// </summary>
    public static Palette Of<TPixel>(IEnumerable<ImageFrame<TPixel>> frames, int maximum)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        HashSet<uint> exact = [];
        ColorHistogram histogram = new();
        foreach (ImageFrame<TPixel> frame in frames)
        {
            foreach (TPixel pixel in frame.Pixels)
            {
                Rgba32 color = pixel.To<Rgba32>();
                histogram.Add(color);
                if (exact.Count <= maximum) exact.Add(color.Rgba);
            }
        }

        return new Palette(exact.Count <= maximum
            ? [.. exact.Order().Select(packed => new Rgba32(packed))]
            : histogram.MedianCut(maximum));
    }

    public byte IndexOf(Rgba32 color)
    {
        if (nearest.TryGetValue(color.Rgba, out byte index)) return index;
        int best = int.MaxValue;
        for (int i = 0; i < Colors.Length && best > 0; i++)
        {
            Rgba32 candidate = Colors[i];
            int r = candidate.R - color.R, g = candidate.G - color.G, b = candidate.B - color.B, a = candidate.A - color.A;
            int distance = (r * r) + (g * g) + (b * b) + (a * a);
            if (distance < best) (best, index) = (distance, (byte)i);
        }

        nearest[color.Rgba] = index;
        return index;
    }
}
