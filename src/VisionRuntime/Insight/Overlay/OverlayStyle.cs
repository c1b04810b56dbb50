namespace VisionRuntime.Insight.Overlay;

/// <summary>The colors of an overlay, and its sizes in pixels.</summary>
/// <param name="Scale">Pixels per dot of the font.</param>
internal readonly record struct OverlayStyle(int Scale)
{
    public static readonly PixelColor Background = new(20, 23, 46);
    public static readonly PixelColor Track = new(13, 16, 34);
    public static readonly PixelColor Line = new(58, 65, 115);
    public static readonly PixelColor Ink = new(238, 241, 255);
    public static readonly PixelColor Muted = new(150, 158, 190);
    public static readonly PixelColor Accent = new(255, 200, 69);
    public static readonly PixelColor Bar = new(78, 127, 224);

    public int Margin => 6 * Scale;

    public int Gap => 2 * Scale;

    public int LineHeight => PixelFont.LineHeight * Scale;

    public int WidthOf(int characters) => PixelFont.WidthOf(characters) * Scale;

    /// <summary>Returns how many characters fit into a width.</summary>
    public int CharactersIn(int width) => Math.Max(0, (width / Scale + 1) / PixelFont.Advance);

    /// <summary>Returns the part of a text that fits into a width.</summary>
    public ReadOnlySpan<char> Clip(string text, int width) => text.AsSpan(0, Math.Min(text.Length, CharactersIn(width)));

    /// <summary>Writes text in several lines, broken at spaces.</summary>
    public void Wrap(PixelPainter painter, int x, int y, int width, PixelColor color, ReadOnlySpan<char> text)
    {
        int most = Math.Max(1, CharactersIn(width));
        while (text.Length > 0)
        {
            int length = Math.Min(most, text.Length);
            if (length < text.Length && text[..length].LastIndexOf(' ') is > 0 and int space) length = space;
            painter.Write(x, y, Scale, color, text[..length]);
            text = text[length..].TrimStart(' ');
            y += LineHeight;
        }
    }
}
