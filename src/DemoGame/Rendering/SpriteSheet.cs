using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>The sprite sheet as a texture with mipmaps, drawn by code.</summary>
public sealed class SpriteSheet : IDisposable
{
    private readonly GL _gl;

    /// <summary>Draws and uploads the sheet; the context must be current.</summary>
    public SpriteSheet(GL gl)
    {
        ArgumentNullException.ThrowIfNull(gl);
        _gl = gl;
        SheetImage image = SpriteArt.Draw();
        Texture = SheetTexture.Create(gl, image, SpriteArt.Levels);
    }

    /// <summary>The OpenGL name of the texture: premultiplied RGBA8, its first row at v = 0.</summary>
    public uint Texture { get; }

    /// <summary>Returns the area of a shape in the sheet.</summary>
    public static TextureArea Area(SpriteShape shape)
    {
        float x = ((int)shape % SpriteArt.Columns * SpriteArt.Cell) + SpriteArt.Border;
        float y = ((int)shape / SpriteArt.Columns * SpriteArt.Cell) + SpriteArt.Border;
        // Every pixel of a rectangle samples the center of its cell, so that its edges never blend with a neighboring cell.
        return shape == SpriteShape.Solid
            ? TextureArea.Pixels(SpriteArt.Cell / 2, SpriteArt.Cell / 2, 0, 0, SpriteArt.SheetWidth, SpriteArt.SheetHeight)
            : TextureArea.Pixels(x, y, SpriteArt.Size, SpriteArt.Size, SpriteArt.SheetWidth, SpriteArt.SheetHeight);
    }

    /// <summary>Deletes the texture; its context must be current.</summary>
    public void Dispose() => _gl.DeleteTexture(Texture);
}
