using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>
/// Draws captions below the frames of a recording without anti-aliasing: two colors and flat areas keep a GIF small. The text is as large
/// as the longest caption allows.
/// </summary>
internal sealed class CaptionStrip
{
    /// <summary>The maximum height of a strip in pixels.</summary>
    public const int MaximumPixelHeight = Height * 2;

    // A margin above and below a capital letter.
    private const int Height = PixelFont.CapitalHeight + (2 * Margin);
    private const int Margin = 4;
    private const int MinimumWidthForLargeText = 320;
    private const string Ellipsis = "..";

    private static readonly Rgba32 Background = new(20, 23, 46);
    private static readonly Rgba32 Ink = new(238, 241, 255);

    private readonly int _width;
    private readonly int _scale;

    /// <summary>Initializes a strip with a width in pixels, for captions of at most <paramref name="longest"/> characters.</summary>
    public CaptionStrip(int width, int longest)
    {
        _width = width;
        bool roomy = width >= MinimumWidthForLargeText && (PixelFont.WidthOf(longest) + (2 * Margin)) * 2 <= width;
        _scale = roomy ? 2 : 1;
    }

    /// <summary>The height in pixels.</summary>
    public int PixelHeight => Height * _scale;

    /// <summary>Draws a strip, with or without a caption.</summary>
    public void Draw(Span<Rgba32> strip, string? caption)
    {
        strip.Fill(Background);
        string text = Fit(caption ?? "");
        for (int index = 0; index < text.Length; index++)
        {
            for (int dot = 0; dot < PixelFont.GlyphWidth * PixelFont.GlyphHeight; dot++)
            {
                int column = dot % PixelFont.GlyphWidth;
                int row = dot / PixelFont.GlyphWidth;
                if (PixelFont.IsSet(text[index], column, row)) Dot(strip, Margin + (index * PixelFont.Advance) + column, Margin + row);
            }
        }
    }

    private string Fit(string caption)
    {
        int room = Math.Max(0, ((_width / _scale) - (2 * Margin) + 1) / PixelFont.Advance);
        if (caption.Length <= room) return caption;
        return room <= Ellipsis.Length ? caption[..room] : string.Concat(caption.AsSpan(0, room - Ellipsis.Length), Ellipsis);
    }

    private void Dot(Span<Rgba32> strip, int column, int row)
    {
        for (int y = row * _scale; y < (row + 1) * _scale; y++) strip.Slice((y * _width) + (column * _scale), _scale).Fill(Ink);
    }
}
