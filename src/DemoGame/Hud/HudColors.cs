using DemoGame.Rendering;

namespace DemoGame.Hud;

/// <summary>The display's colors.</summary>
public static class HudColors
{
    /// <summary>Behind the game where the window is larger.</summary>
    public static Color Backdrop => Color.Rgb(0x0A0C18);

    /// <summary>The upper edge of a panel.</summary>
    public static Color PanelTop => Color.Rgb(0x1D2140).WithOpacity(0.94f);

    /// <summary>The lower edge of a panel.</summary>
    public static Color PanelBottom => Color.Rgb(0x14172E).WithOpacity(0.94f);

    /// <summary>The line around a panel, and lines inside it.</summary>
    public static Color Line => Color.Rgb(0x3A4173);

    /// <summary>The groove that a bar or a curve lies in.</summary>
    public static Color Groove => Color.Rgb(0x0D1022);

    /// <summary>Text that says a value.</summary>
    public static Color Text => Color.Rgb(0xEEF1FF);

    /// <summary>Text that names a value.</summary>
    public static Color Label => Color.Rgb(0x8F98CC);

    /// <summary>What stands out: the chosen action, the title.</summary>
    public static Color Accent => Color.Rgb(0xFFC845);

    /// <summary>A bar that is not chosen.</summary>
    public static Color Bar => Color.Rgb(0x4E7FE0);

    /// <summary>A curve.</summary>
    public static Color Curve => Color.Rgb(0x5BE3B0);
}
