using DemoGame.Rendering;
using Silk.NET.OpenGL;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>
/// The font as a texture, with an additional filled cell for panels and bars, so that the whole HUD is one draw call.
/// </summary>
internal sealed class HudSheet : IDisposable
{
    private const int Columns = 16;
    private const int CellWidth = 8;
    private const int CellHeight = 10;
    private const int Width = Columns * CellWidth;
    private const int Height = 64;
    private const int FilledCell = PixelFont.Last - PixelFont.First + 1;

    private readonly GL _gl;

    public HudSheet(GL gl)
    {
        _gl = gl;
        Texture = SheetTexture.Create(gl, Draw(), levels: 1);
    }

    public uint Texture { get; }

    /// <summary>The center of the filled cell.</summary>
    public static TextureArea Filled { get; } = TextureArea.Pixels(
        (FilledCell % Columns * CellWidth) + (CellWidth / 2), (FilledCell / Columns * CellHeight) + (CellHeight / 2), 0, 0, Width, Height);

    public static TextureArea Glyph(char character)
    {
        int index = PixelFont.IndexOf(character);
        return TextureArea.Pixels(
            index % Columns * CellWidth, index / Columns * CellHeight, PixelFont.GlyphWidth, PixelFont.GlyphHeight, Width, Height);
    }

    public void Dispose() => _gl.DeleteTexture(Texture);

    private static SheetImage Draw()
    {
        var image = new SheetImage(Width, Height);
        for (int cell = 0; cell <= FilledCell; cell++)
        {
            int left = cell % Columns * CellWidth;
            int top = cell / Columns * CellHeight;
            for (int y = 0; y < CellHeight; y++)
            {
                for (int x = 0; x < CellWidth; x++)
                {
                    bool set = cell == FilledCell || PixelFont.IsSet((char)(PixelFont.First + cell), x, y);
                    image.Set(left + x, top + y, 1, set ? 1 : 0);
                }
            }
        }
        return image;
    }
}
