using DemoGame.Rendering;
using Silk.NET.OpenGL;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>
/// Draws text, panels, charts and small images over a frame, in pixels of the target with y down. A frame is <see cref="Begin"/>,
/// everything to draw from back to front, <see cref="End"/>. From the second frame on, nothing is allocated.
/// </summary>
public sealed partial class HudRenderer : IOverlaySurface, IDisposable
{
    private readonly SpriteBatch _batch;
    private readonly HudSheet _sheet;
    private readonly FramePresenter _presenter;
    private int _width;
    private int _height;

    /// <summary>Creates the font and the shaders; the context must be current.</summary>
    public HudRenderer(GL gl)
    {
        ArgumentNullException.ThrowIfNull(gl);
        _batch = new SpriteBatch(gl, 2048);
        _sheet = new HudSheet(gl);
        _presenter = new FramePresenter(gl);
    }

    /// <summary>The draw calls for text, panels and charts so far: one per frame, and one more per image.</summary>
    public long DrawCalls => _batch.DrawCalls;

    /// <summary>Begins a frame on a target of the given size in pixels.</summary>
    public void Begin(int width, int height)
    {
        _width = width;
        _height = height;
        _batch.Begin(width, height);
    }

    /// <summary>Draws the rest of the frame into the bound framebuffer.</summary>
    public void End() => _batch.Draw(_sheet.Texture);

    /// <summary>Draws one line of text.</summary>
    /// <param name="x">The left edge of the first character.</param>
    /// <param name="y">The top edge of a capital letter.</param>
    /// <param name="scale">Pixels per dot of the font; a capital letter is seven dots high.</param>
    /// <param name="color">The color.</param>
    /// <param name="text">ASCII; other characters appear as question marks.</param>
    /// <returns>The width of the line in pixels.</returns>
    public int Text(int x, int y, int scale, Color color, ReadOnlySpan<char> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == ' ') continue;
            _batch.Add(new SpriteInstance
            {
                X = x + (index * PixelFont.Advance * scale),
                Y = y,
                Width = PixelFont.GlyphWidth * scale,
                Height = PixelFont.GlyphHeight * scale,
                Sheet = HudSheet.Glyph(text[index]),
                Clip = ClipArea.None,
                Top = color,
                Bottom = color,
            });
        }
        return PixelFont.WidthOf(text.Length) * scale;
    }

    /// <summary>Draws one line of text that ends at <paramref name="right"/>.</summary>
    /// <returns>The width of the line in pixels.</returns>
    public int TextRight(int right, int y, int scale, Color color, ReadOnlySpan<char> text) =>
        Text(right - (PixelFont.WidthOf(text.Length) * scale), y, scale, color, text);

    /// <summary>Fills a rectangle with a gradient from its top to its bottom edge.</summary>
    public void Box(PixelRectangle place, Color top, Color bottom, float radius = 0) => _batch.Add(new SpriteInstance
    {
        X = place.X,
        Y = place.Y,
        Width = place.Width,
        Height = place.Height,
        Sheet = HudSheet.Filled,
        Clip = ClipArea.None,
        Top = top,
        Bottom = bottom,
        Radius = radius,
    });

    void IOverlaySurface.Fill(PixelRectangle place, Color color) => Box(place, color, color);

    void IOverlaySurface.Write(int x, int y, int scale, Color color, ReadOnlySpan<char> text) => Text(x, y, scale, color, text);

    /// <summary>Draws the background of a panel: rounded, outlined, slightly translucent.</summary>
    public void Panel(PixelRectangle place, int scale = 1)
    {
        Box(place, HudColors.Line, HudColors.Line.WithOpacity(0.6f), 6 * scale);
        Box(place.Inset(scale), HudColors.PanelTop, HudColors.PanelBottom, 5 * scale);
    }

    /// <summary>Draws a part of a texture with a thin outline.</summary>
    public void Image(uint texture, in TexturePart part, PixelRectangle place)
    {
        Box(place.Inset(-1), HudColors.Line, HudColors.Line);
        _batch.Draw(_sheet.Texture);
        _presenter.Draw(texture, part, place, _width, _height);
    }

    /// <summary>Deletes all OpenGL objects; their context must be current.</summary>
    public void Dispose()
    {
        _presenter.Dispose();
        _sheet.Dispose();
        _batch.Dispose();
    }
}
