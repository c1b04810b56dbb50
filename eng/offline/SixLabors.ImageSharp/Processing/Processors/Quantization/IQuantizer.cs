using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Dithering;

namespace SixLabors.ImageSharp.Processing.Processors.Quantization;

/// <summary>Reduces the colors of an image to a palette.</summary>
public interface IQuantizer
{
    QuantizerOptions Options { get; }

    /// <summary>Chooses the colors. What a palette has no color for is <paramref name="unused"/>.</summary>
    internal Palette CreatePalette(IEnumerable<Rgba32[]> frames, Rgba32 unused);
}

/// <summary>How colors are reduced.</summary>
public class QuantizerOptions
{
    private int maxColors = 256;

    /// <summary>How the error of each pixel is distributed; null distributes none. The default is Floyd-Steinberg.</summary>
    public IDither? Dither { get; set; } = KnownDitherings.FloydSteinberg;

    /// <summary>From 1 to 256.</summary>
    public int MaxColors
    {
        get => maxColors;
        set => maxColors = Math.Clamp(value, 1, 256);
    }
}

/// <summary>
/// An octree over red, green and blue (Gervautz and Purgathofer, "A simple method for color quantization", 1988). Without dithering the
/// colors of an image of up to 255 are kept; with it, colors that are alike share an entry. Alpha is lost, but for transparent black.
/// </summary>
public class OctreeQuantizer(QuantizerOptions options) : IQuantizer
{
    public OctreeQuantizer()
        : this(new QuantizerOptions())
    {
    }

    public QuantizerOptions Options { get; } = options ?? throw new ArgumentNullException(nameof(options));

    Palette IQuantizer.CreatePalette(IEnumerable<Rgba32[]> frames, Rgba32 unused)
    {
        ColorOctree octree = new(Options.MaxColors);
        foreach (Rgba32[] frame in frames)
        {
            foreach (Rgba32 color in frame) octree.Add(color);
        }

        var colors = new Rgba32[Options.MaxColors];
        Array.Fill(colors, unused);
        octree.Fill(colors);
        return new Palette(colors, Options.Dither, color => color.Equals(unused) ? null : octree.IndexOf(color));
    }
}

/// <summary>
/// Boxes of similar colors, counted in cells of 5 bits a channel as in the real package: colors of one cell become one. The real package
/// divides the boxes by Wu's variances; here they are divided by median cut.
/// </summary>
public class WuQuantizer(QuantizerOptions options) : IQuantizer
{
    public WuQuantizer()
        : this(new QuantizerOptions())
    {
    }

    public QuantizerOptions Options { get; } = options ?? throw new ArgumentNullException(nameof(options));

    Palette IQuantizer.CreatePalette(IEnumerable<Rgba32[]> frames, Rgba32 unused)
    {
        ColorHistogram histogram = new();
        foreach (Rgba32[] frame in frames)
        {
            foreach (Rgba32 color in frame) histogram.Add(color);
        }

        return new Palette(histogram.MedianCut(Options.MaxColors), Options.Dither, histogram.IndexOf);
    }
}
