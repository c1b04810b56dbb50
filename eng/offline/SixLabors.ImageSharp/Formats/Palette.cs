using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Dithering;

namespace SixLabors.ImageSharp.Formats;

/// <summary>At most 256 colors and the way from any color to one of them.</summary>
/// <param name="colors">The colors.</param>
/// <param name="dither">How the error of each pixel is distributed, if at all.</param>
/// <param name="own">Without dithering, the entry that the quantizer itself has for a color; null where it has none.</param>
internal sealed class Palette(Rgba32[] colors, IDither? dither = null, Func<Rgba32, byte?>? own = null)
{
    private readonly Dictionary<int, int> bins = [];
    private int transparent = -1;

    public Rgba32[] Colors { get; } = colors;

    /// <summary>The entry that transparent black is to have; -1 is none in particular.</summary>
    public int Transparent
    {
        get => transparent;
        set
        {
            if (value != transparent) bins.Clear();
            transparent = value;
        }
    }

    /// <summary>The entries of a picture's pixels, whose rows are <paramref name="width"/> long.</summary>
    public byte[] Indices(ReadOnlySpan<Rgba32> picture, int width)
    {
        Rgba32[] pixels = picture.ToArray();
        byte[] indices = new byte[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int index = (dither is null ? own?.Invoke(pixels[i]) : null) ?? Nearest(pixels[i]);
            indices[i] = (byte)index;
            if (dither is not null && index != transparent) dither.Diffuse(pixels, width, i, Colors[index]);
        }

        return indices;
    }

    /// <summary>The same colors, by nearness alone.</summary>
    public Palette ByNearness() => new(Colors, dither);

    /// <summary>
    /// The nearest color. As in the real package, the answer for one color is kept for all that share 5 bits of red, green and blue and
    /// 6 bits of alpha with it.
    /// </summary>
    private int Nearest(Rgba32 color)
    {
        int bin = (color.A >> 2 << 15) | (color.R >> 3 << 10) | (color.G >> 3 << 5) | (color.B >> 3);
        if (bins.TryGetValue(bin, out int index)) return index;
        if (transparent >= 0 && color.Equals(default)) return bins[bin] = transparent;
        int best = int.MaxValue;
        for (int i = 0; i < Colors.Length && best > 0; i++)
        {
            Rgba32 candidate = Colors[i];
            int r = candidate.R - color.R, g = candidate.G - color.G, b = candidate.B - color.B, a = candidate.A - color.A;
            int distance = (r * r) + (g * g) + (b * b) + (a * a);
            if (distance < best) (best, index) = (distance, i);
        }

        return bins[bin] = index;
    }
}
