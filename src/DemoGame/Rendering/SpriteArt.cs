using System.Numerics;
using VisionRuntime.Insight;

namespace DemoGame.Rendering;

/// <summary>
/// Draws the games' sprite sheet: square cells in the order of <see cref="SpriteShape"/>, each a shape in white with an empty
/// border, so that no assets have to be shipped and small versions of a sprite take nothing from its neighbors.
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

    /// <summary>The smallest version of the sheet has cells of 8 pixels, one of them border.</summary>
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

    /// <summary>The shade and opacity of a shape at a place given in pixels from the cell's middle.</summary>
    private static Func<Vector2, (float Shade, float Opacity)> Paint(SpriteShape shape)
    {
        switch (shape)
        {
            case SpriteShape.Solid: return static _ => (1, 1);
            case SpriteShape.Ball: return Ball;
            case SpriteShape.Disc: return static place => (1, Inside(place.Length() - Radius));
            case SpriteShape.Ring: return static place => (1, Inside(MathF.Abs(place.Length() - (Radius * 0.86f)) - (Radius * 0.14f)));
            case SpriteShape.Glow: return Glow;
            case SpriteShape.Star: return Filled(Outline.Star(5, Radius, Radius * 0.45f));
            case SpriteShape.Heart: return Filled(Outline.Heart(Radius));
            case SpriteShape.Triangle: return Filled(new Outline(new(0, -Radius), new(Radius * 0.87f, Radius), new(-Radius * 0.87f, Radius)));
            default: return place => (1, Digit(shape - SpriteShape.Digit0, place));
        }
    }

    private static Func<Vector2, (float Shade, float Opacity)> Filled(Outline outline) =>
        place => (1 - (0.2f * Math.Clamp((place.Y / Size) + 0.5f, 0, 1)), Inside(outline.Distance(place)));

    /// <summary>A sphere lit from the upper left, after Lambert, with a highlight.</summary>
    private static (float Shade, float Opacity) Ball(Vector2 place)
    {
        Vector2 flat = place / Radius;
        var normal = new Vector3(flat, MathF.Sqrt(MathF.Max(0, 1 - flat.LengthSquared())));
        float light = MathF.Max(0, Vector3.Dot(normal, Vector3.Normalize(new Vector3(-0.5f, -0.7f, 0.8f))));
        float shade = 0.76f + (0.18f * light) + (0.18f * MathF.Pow(light, 12));
        return (shade, Inside(place.Length() - Radius));
    }

    private static (float Shade, float Opacity) Glow(Vector2 place)
    {
        float near = MathF.Max(0, 1 - (place.Length() / Radius));
        return (1, near * near * (3 - (2 * near)));
    }

    private static float Digit(int digit, Vector2 place)
    {
        const float dot = Size / (float)PixelFont.CapitalHeight;
        int column = (int)MathF.Floor((place.X / dot) + (PixelFont.GlyphWidth / 2f));
        int row = (int)MathF.Floor((place.Y / dot) + (PixelFont.CapitalHeight / 2f));
        return PixelFont.IsSet((char)('0' + digit), column, row) ? 1 : 0;
    }

    /// <summary>The part of a pixel that lies inside a shape whose edge is <paramref name="distance"/> pixels away, negative inside.</summary>
    private static float Inside(float distance) => Math.Clamp(0.5f - distance, 0, 1);
}
