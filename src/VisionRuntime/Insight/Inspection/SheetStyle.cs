using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>The fonts, colors and margins of the inspection images.</summary>
internal static class SheetStyle
{
    public const int Margin = 12;

    /// <summary>The height of the title with its margins.</summary>
    public const int Heading = 36;

    public static readonly Rgba32 Background = new(20, 23, 46);
    public static readonly Rgba32 Ink = new(238, 241, 255);
    public static readonly Rgba32 Muted = new(150, 158, 190);
    public static readonly Rgba32 Accent = new(122, 168, 255);

    private const double TitleDot = 2;
    private const double TextDot = 1.5;

    public static int LineHeight => (int)(PixelFont.LineHeight * TextDot) + 1;

    public static int WidthOf(string title) => (int)(PixelFont.WidthOf(title.Length) * TitleDot);

    public static void Title(Canvas canvas, string text) => canvas.Text(Margin, Margin, TitleDot, Ink, text);

    public static void Text(Canvas canvas, double x, double y, Rgba32 color, string text) => canvas.Text(x, y, TextDot, color, text);
}
