using System.Runtime.InteropServices;
using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Divides a window between the game and the HUD.</summary>
/// <param name="Game">The area of the game.</param>
/// <param name="Panel">The area of the HUD: a column on the right, or in a narrow window a strip over the game.</param>
/// <param name="Scale">Pixels per dot of the font.</param>
/// <param name="Compact">Whether the HUD is only a strip.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HudLayout(PixelRectangle Game, PixelRectangle Panel, int Scale, bool Compact)
{
    private const int ColumnDots = 150;
    private const int ColumnHeightDots = 300;

    /// <summary>Returns the layout for a window of the given size in pixels.</summary>
    public static HudLayout For(int width, int height)
    {
        int scale = Math.Clamp(height / ColumnHeightDots, 1, 8);
        int margin = 8 * scale;
        int column = ColumnDots * scale;
        if (width - column - (3 * margin) >= width / 2)
        {
            var panel = new PixelRectangle(width - column - margin, margin, column, height - (2 * margin));
            return new HudLayout(new PixelRectangle(0, 0, panel.X, height), panel, scale, Compact: false);
        }
        var strip = new PixelRectangle(0, 0, width, (PixelFont.LineHeight + 4) * scale);
        return new HudLayout(new PixelRectangle(0, 0, width, height), strip, scale, Compact: true);
    }
}
