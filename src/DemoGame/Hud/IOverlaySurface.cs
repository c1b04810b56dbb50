using DemoGame.Rendering;

namespace DemoGame.Hud;

/// <summary>What overlays are drawn on, in pixels with y down: a window, or a picture in memory.</summary>
public interface IOverlaySurface
{
    /// <summary>Fills a rectangle with one color, blended by its opacity.</summary>
    void Fill(PixelRectangle place, Color color);

    /// <summary>Draws one line of ASCII text.</summary>
    /// <param name="x">The left edge of the first character.</param>
    /// <param name="y">The top edge of a capital letter.</param>
    /// <param name="scale">Pixels per dot of the font; a capital letter is seven dots high.</param>
    /// <param name="color">The color.</param>
    /// <param name="text">The text.</param>
    void Write(int x, int y, int scale, Color color, ReadOnlySpan<char> text);
}
