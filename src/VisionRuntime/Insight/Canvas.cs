using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>
/// An image to draw on with anti-aliased lines and text, in pixels with y down. Strokes first accumulate their coverage of each pixel and
/// are then painted together, so that joins and crossings of a curve are not darker than the rest.
/// </summary>
internal sealed class Canvas
{
    private readonly Rgba32[] _pixels;
    private readonly float[] _coverage;
    private int _left = int.MaxValue;
    private int _top = int.MaxValue;
    private int _right;
    private int _bottom;

    public Canvas(int width, int height, Rgba32 background)
    {
        Width = width;
        Height = height;
        _pixels = new Rgba32[width * height];
        _coverage = new float[width * height];
        _pixels.AsSpan().Fill(background);
    }

    public int Width { get; }

    public int Height { get; }

    public Image<Rgba32> ToImage() => Image.LoadPixelData<Rgba32>(_pixels.AsSpan(), Width, Height);

    public void Fill(int left, int top, int width, int height, Rgba32 color)
    {
        for (int y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            int from = Math.Clamp(left, 0, Width);
            _pixels.AsSpan((y * Width) + from, Math.Clamp(left + width, from, Width) - from).Fill(color);
        }
    }

    /// <summary>Draws an image with its top left corner at a position, enlarged by an integer factor.</summary>
    public void Draw(PixelImage image, int left, int top, int scale) =>
        DrawInto(image, left, top, image.Width * scale, image.Height * scale);

    /// <summary>Draws an image into a rectangle: enlarged by repeating pixels, reduced by averaging them.</summary>
    public void DrawInto(PixelImage image, int left, int top, int width, int height)
    {
        for (int y = Math.Max(0, -top); y < Math.Min(height, Height - top); y++)
        {
            for (int x = Math.Max(0, -left); x < Math.Min(width, Width - left); x++)
                _pixels[(top + y) * Width + left + x] = image.Mean(Covered(x, width, image.Width), Covered(y, height, image.Height));
        }

        static Range Covered(int position, int positions, int length)
        {
            int first = (int)((long)position * length / positions);
            return first..Math.Max(first + 1, (int)((position + 1L) * length / positions));
        }
    }

    /// <summary>Adds the coverage of a line with round ends; a disc if both ends are the same point.</summary>
    public void Stroke(double x0, double y0, double x1, double y1, double thickness)
    {
        double radius = thickness / 2;
        int left = Math.Max(0, (int)Math.Floor(Math.Min(x0, x1) - radius - 1));
        int right = Math.Min(Width, (int)Math.Ceiling(Math.Max(x0, x1) + radius + 1));
        int top = Math.Max(0, (int)Math.Floor(Math.Min(y0, y1) - radius - 1));
        int bottom = Math.Min(Height, (int)Math.Ceiling(Math.Max(y0, y1) + radius + 1));
        if (left >= right || top >= bottom) return;
        (_left, _right) = (Math.Min(_left, left), Math.Max(_right, right));
        (_top, _bottom) = (Math.Min(_top, top), Math.Max(_bottom, bottom));

        double dx = x1 - x0, dy = y1 - y0;
        double lengthSquared = (dx * dx) + (dy * dy);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                double px = x + 0.5 - x0, py = y + 0.5 - y0;
                double along = lengthSquared > 0 ? Math.Clamp(((px * dx) + (py * dy)) / lengthSquared, 0, 1) : 0;
                double awayX = px - (along * dx), awayY = py - (along * dy);
                double distance = Math.Sqrt((awayX * awayX) + (awayY * awayY));
                float covered = (float)Math.Clamp(radius + 0.5 - distance, 0, 1);
                ref float coverage = ref _coverage[(y * Width) + x];
                coverage = Math.Max(coverage, covered);
            }
        }
    }

    /// <summary>Paints everything covered since the last call.</summary>
    public void Paint(Rgba32 color)
    {
        for (int y = _top; y < _bottom; y++)
        {
            for (int x = _left; x < _right; x++)
            {
                int index = (y * Width) + x;
                if (_coverage[index] > 0) _pixels[index] = Mix(_pixels[index], color, _coverage[index]);
                _coverage[index] = 0;
            }
        }
        (_left, _top, _right, _bottom) = (int.MaxValue, int.MaxValue, 0, 0);
    }

    /// <summary>
    /// Draws a line of text. The dots of <see cref="PixelFont"/> are joined by round strokes, which gives smooth letters at any size.
    /// </summary>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The top edge of a capital letter.</param>
    /// <param name="size">Pixels per dot of the font.</param>
    /// <param name="color">The color.</param>
    /// <param name="text">ASCII.</param>
    public void Text(double x, double y, double size, Rgba32 color, string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            for (int dot = 0; dot < PixelFont.GlyphWidth * PixelFont.GlyphHeight; dot++)
            {
                Dot(text[index], dot % PixelFont.GlyphWidth, dot / PixelFont.GlyphWidth, x + (index * PixelFont.Advance * size));
            }
        }
        Paint(color);

        void Dot(char character, int column, int row, double left)
        {
            if (!PixelFont.IsSet(character, column, row)) return;
            bool right = PixelFont.IsSet(character, column + 1, row);
            bool below = PixelFont.IsSet(character, column, row + 1);
            Join(0, 0);
            if (right) Join(1, 0);
            if (below) Join(0, 1);
            // A diagonal only if the two dots are not joined by a corner already.
            if (!right && !below && PixelFont.IsSet(character, column + 1, row + 1)) Join(1, 1);
            if (!below && !PixelFont.IsSet(character, column - 1, row) && PixelFont.IsSet(character, column - 1, row + 1)) Join(-1, 1);

            void Join(int columns, int rows) => Stroke(
                left + ((column + 0.5) * size),
                y + ((row + 0.5) * size),
                left + ((column + columns + 0.5) * size),
                y + ((row + rows + 0.5) * size),
                size);
        }
    }

    private static Rgba32 Mix(Rgba32 below, Rgba32 above, float share) => new(
        (byte)MathF.Round(below.R + ((above.R - below.R) * share)),
        (byte)MathF.Round(below.G + ((above.G - below.G) * share)),
        (byte)MathF.Round(below.B + ((above.B - below.B) * share)));
}
