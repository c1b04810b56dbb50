using System.Numerics;
using VisionRuntime.Insight;

namespace DemoGame.Rendering;

/// <summary>
/// Draws the sprite sheet: square cells in the order of <see cref="SpriteShape"/>, each a white shape with an empty border, so that the
/// mipmaps of a sprite contain nothing of its neighbors. No assets have to be shipped.
/// </summary>
internal static class SpriteArt
{
    /// <summary>Width and height of a cell, border included.</summary>
    public const int Cell = 128;

    /// <summary>The empty border around the shape in its cell.</summary>
    public const int Border = 16;

    /// <summary>Width and height of the shape in its cell.</summary>
    public const int Size = Cell - (2 * Border);

    /// <summary>Cells in a row of the sheet.</summary>
    public const int Columns = 8;

    /// <summary>The number of mipmap levels. The smallest has cells of 8 pixels with a border of one pixel.</summary>
    public const int Levels = 5;

    private const float Radius = Size / 2f;

    private static readonly int ShapeCount = Enum.GetValues<SpriteShape>().Length;

    public static int SheetWidth => Columns * Cell;

    public static int SheetHeight => (ShapeCount + Columns - 1) / Columns * Cell;

    /// <summary>Draws all shapes.</summary>
    public static SheetImage Draw()
    {
        var image = new SheetImage(SheetWidth, SheetHeight);
        for (int shape = 0; shape < ShapeCount; shape++) DrawCell(image, (SpriteShape)shape);
        return image;
    }

    private static void DrawCell(SheetImage image, SpriteShape shape)
    {
        Func<Vector2, (float Shade, float Opacity)> paint = Paint(shape);
        int left = (int)shape % Columns * Cell;
        int top = (int)shape / Columns * Cell;
        for (int y = 0; y < Cell; y++)
        {
            for (int x = 0; x < Cell; x++)
            {
                (float shade, float opacity) = paint(new Vector2(x + 0.5f - (Cell / 2f), y + 0.5f - (Cell / 2f)));
                image.Set(left + x, top + y, shade, opacity);
            }
        }
    }

    /// <summary>The shade and opacity of a shape at a point, in pixels from the center of the cell.</summary>
    private static Func<Vector2, (float Shade, float Opacity)> Paint(SpriteShape shape)
    {
        switch (shape)
        {
            case SpriteShape.Solid: return static _ => (1, 1);
            case SpriteShape.Ball: return Ball;
            case SpriteShape.Disc: return static point => (1, Inside(point.Length() - Radius));
            case SpriteShape.Ring: return static point => (1, Inside(MathF.Abs(point.Length() - (Radius * 0.86f)) - (Radius * 0.14f)));
            case SpriteShape.Glow: return Glow;
            case SpriteShape.Star: return Filled(Outline.Star(5, Radius, Radius * 0.45f));
            case SpriteShape.Heart: return Filled(Outline.Heart(Radius));
            case SpriteShape.Triangle:
                return Filled(new Outline(new(0, -Radius), new(Radius * 0.87f, Radius), new(-Radius * 0.87f, Radius)));
            case SpriteShape.Bricks: return static point => (Masonry(point, rows: 8, columns: 4), 1);
            case SpriteShape.Stones: return static point => (Masonry(point, rows: 4, columns: 2), 1);
            default: return point => (1, Digit(shape - SpriteShape.Digit0, point));
        }
    }

    private static Func<Vector2, (float Shade, float Opacity)> Filled(Outline outline) =>
        point => (1 - (0.2f * Math.Clamp((point.Y / Size) + 0.5f, 0, 1)), Inside(outline.Distance(point)));

    /// <summary>A sphere with Lambertian shading and a highlight, lit from the top left.</summary>
    private static (float Shade, float Opacity) Ball(Vector2 point)
    {
        Vector2 flat = point / Radius;
        var normal = new Vector3(flat, MathF.Sqrt(MathF.Max(0, 1 - flat.LengthSquared())));
        float light = MathF.Max(0, Vector3.Dot(normal, Vector3.Normalize(new Vector3(-0.5f, -0.7f, 0.8f))));
        float shade = 0.76f + (0.18f * light) + (0.18f * MathF.Pow(light, 12));
        return (shade, Inside(point.Length() - Radius));
    }

    /// <summary>The shade of a wall at a point: stones in rows, every second row shifted by half a stone, with dark joints.</summary>
    private static float Masonry(Vector2 point, int rows, int columns)
    {
        const float joint = 1.5f;
        float height = Size / (float)rows, width = Size / (float)columns;
        float y = point.Y + Radius, x = point.X + Radius;
        int row = (int)MathF.Floor(y / height);
        if (row % 2 != 0) x += width / 2;
        int column = (int)MathF.Floor(x / width);
        float inX = x - (column * width), inY = y - (row * height);
        float edge = MathF.Min(MathF.Min(inX, width - inX), MathF.Min(inY, height - inY));
        // Each stone has a shade of its own.
        float shade = 0.8f + (0.2f * (((row * 7) + ((column % columns) * 5)) % 4 / 3f));
        return edge < joint ? 0.45f : shade - (0.08f * MathF.Max(0, 1 - ((edge - joint) / 4)));
    }

    private static (float Shade, float Opacity) Glow(Vector2 point)
    {
        float near = MathF.Max(0, 1 - (point.Length() / Radius));
        return (1, near * near * (3 - (2 * near)));
    }

    private static float Digit(int digit, Vector2 point)
    {
        const float dot = Size / (float)PixelFont.CapitalHeight;
        int column = (int)MathF.Floor((point.X / dot) + (PixelFont.GlyphWidth / 2f));
        int row = (int)MathF.Floor((point.Y / dot) + (PixelFont.CapitalHeight / 2f));
        return PixelFont.IsSet((char)('0' + digit), column, row) ? 1 : 0;
    }

    /// <summary>
    /// The coverage of a pixel by a shape whose edge is <paramref name="distance"/> pixels away, negative inside.
    /// </summary>
    private static float Inside(float distance) => Math.Clamp(0.5f - distance, 0, 1);
}
