using DemoGame.Rendering;

namespace DemoGame.Hud;

/// <summary>The colors of the HUD.</summary>
public static class HudColors
{
    /// <summary>The background of the window around the game.</summary>
    public static Color Background => Color.Rgb(0x0A0C18);

    /// <summary>The top edge of a panel.</summary>
    public static Color PanelTop => Color.Rgb(0x1D2140).WithOpacity(0.94f);

    /// <summary>The bottom edge of a panel.</summary>
    public static Color PanelBottom => Color.Rgb(0x14172E).WithOpacity(0.94f);

    /// <summary>The outline of a panel, and lines inside it.</summary>
    public static Color Line => Color.Rgb(0x3A4173);

    /// <summary>The background of bars and curves.</summary>
    public static Color Track => Color.Rgb(0x0D1022);

    /// <summary>The text of a value.</summary>
    public static Color Text => Color.Rgb(0xEEF1FF);

    /// <summary>The name of a value.</summary>
    public static Color Label => Color.Rgb(0x8F98CC);

    /// <summary>Highlights: the title, the chosen action.</summary>
    public static Color Accent => Color.Rgb(0xFFC845);

    /// <summary>A bar that is not highlighted.</summary>
    public static Color Bar => Color.Rgb(0x4E7FE0);

    /// <summary>A curve.</summary>
    public static Color Curve => Color.Rgb(0x5BE3B0);

    /// <summary>The lowest value of a heat map.</summary>
    public static Color Cold => Color.Rgb(0x4A1A8C);

    /// <summary>The highest value of a heat map.</summary>
    public static Color Hot => Color.Rgb(0xFFC040);
}
