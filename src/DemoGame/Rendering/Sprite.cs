using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>One sprite of a scene, in world pixels: x to the right, y down.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
/// <param name="Top">The color at the top edge.</param>
/// <param name="Bottom">The color at the bottom edge; in between, the color is interpolated.</param>
/// <param name="Radius">The radius of the rounded corners, 0 for square ones.</param>
/// <param name="Rotation">The rotation in radians, clockwise around the center.</param>
/// <param name="PartLeft">The left edge of the part of the shape that is drawn, from 0 to 1.</param>
/// <param name="PartRight">The right edge of that part, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Sprite(
    SpriteShape Shape, float X, float Y, float Width, float Height, Color Top, Color Bottom, float Radius = 0, float Rotation = 0,
    float PartLeft = 0, float PartRight = 1)
{
    /// <summary>Creates a sprite with a shape of the sheet in one color.</summary>
    public static Sprite Of(SpriteShape shape, float x, float y, float width, float height, Color color, float rotation = 0) =>
        new(shape, x, y, width, height, color, color, Rotation: rotation);

    /// <summary>Creates a rectangle in one color.</summary>
    public static Sprite Box(float x, float y, float width, float height, Color color, float radius = 0) =>
        new(SpriteShape.Solid, x, y, width, height, color, color, radius);

    /// <summary>Creates a rectangle with a gradient from its top to its bottom edge.</summary>
    public static Sprite Box(float x, float y, float width, float height, Color top, Color bottom, float radius = 0) =>
        new(SpriteShape.Solid, x, y, width, height, top, bottom, radius);
}
