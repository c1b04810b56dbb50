using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>A part of a texture to draw, and its format.</summary>
/// <param name="Area">The part in texture coordinates; <c>Top</c> appears at the top edge.</param>
/// <param name="Width">The part's width in texels.</param>
/// <param name="Height">The part's height in texels.</param>
/// <param name="Gray">Whether the texture has one channel, to be drawn in gray.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TexturePart(TextureArea Area, int Width, int Height, bool Gray = false)
{
    /// <summary>The whole texture of a framebuffer, whose first row is at the bottom.</summary>
    public static TexturePart Frame(int width, int height) => new(new TextureArea(0, 1, 1, 0), width, height);
}
