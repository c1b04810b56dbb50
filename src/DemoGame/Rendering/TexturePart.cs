using System.Runtime.InteropServices;
using DemoGame.Games;

namespace DemoGame.Rendering;

/// <summary>A part of a texture to show, and how to read it.</summary>
/// <param name="Area">The part in texture coordinates; <c>Top</c> is what appears at the upper edge.</param>
/// <param name="Width">The part's width in texels.</param>
/// <param name="Height">The part's height in texels.</param>
/// <param name="Gray">The texture has one channel, to be shown in gray.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TexturePart(TextureArea Area, int Width, int Height, bool Gray = false)
{
    /// <summary>The whole of a framebuffer's texture, whose first row is the bottom of the picture.</summary>
    public static TexturePart Frame(int width, int height) => new(new TextureArea(0, 1, 1, 0), width, height);

    /// <summary>The whole of a picture that was uploaded with its upper row first.</summary>
    public static TexturePart Picture(int width, int height, bool gray = false) => new(new TextureArea(0, 0, 1, 1), width, height, gray);

    /// <summary>One tile of an atlas.</summary>
    public static TexturePart Tile(GameAtlas atlas, int index)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        (int x, int y) = atlas.TileOrigin(index);
        TextureArea down = TextureArea.Pixels(x, y, atlas.TileWidth, atlas.TileHeight, atlas.Width, atlas.Height);
        return new TexturePart(down with { Top = 1 - down.Top, Bottom = 1 - down.Bottom }, atlas.TileWidth, atlas.TileHeight);
    }
}
