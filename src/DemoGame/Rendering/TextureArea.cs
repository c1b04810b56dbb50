using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>A rectangle of a sprite sheet in texture coordinates; the first row is at v = 0.</summary>
/// <param name="Left">u of the left edge.</param>
/// <param name="Top">v of the top edge.</param>
/// <param name="Right">u of the right edge.</param>
/// <param name="Bottom">v of the bottom edge.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TextureArea(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Converts the rectangle of pixels at (<paramref name="x"/>, <paramref name="y"/>) in a sheet of the given size.</summary>
    public static TextureArea Pixels(float x, float y, float width, float height, int sheetWidth, int sheetHeight) =>
        new(x / sheetWidth, y / sheetHeight, (x + width) / sheetWidth, (y + height) / sheetHeight);
}
