namespace SixLabors.ImageSharp;

/// <content>The most used of the named colours of CSS.</content>
public readonly partial struct Color
{
    public static readonly Color Transparent = FromRgba(0, 0, 0, 0);
    public static readonly Color Black = FromRgb(0, 0, 0);
    public static readonly Color White = FromRgb(255, 255, 255);
    public static readonly Color Red = FromRgb(255, 0, 0);
    public static readonly Color Green = FromRgb(0, 128, 0);
    public static readonly Color Lime = FromRgb(0, 255, 0);
    public static readonly Color Blue = FromRgb(0, 0, 255);
    public static readonly Color Yellow = FromRgb(255, 255, 0);
    public static readonly Color Cyan = FromRgb(0, 255, 255);
    public static readonly Color Aqua = FromRgb(0, 255, 255);
    public static readonly Color Magenta = FromRgb(255, 0, 255);
    public static readonly Color Fuchsia = FromRgb(255, 0, 255);
    public static readonly Color Orange = FromRgb(255, 165, 0);
    public static readonly Color Gold = FromRgb(255, 215, 0);
    public static readonly Color Purple = FromRgb(128, 0, 128);
    public static readonly Color Pink = FromRgb(255, 192, 203);
    public static readonly Color Brown = FromRgb(165, 42, 42);
    public static readonly Color Maroon = FromRgb(128, 0, 0);
    public static readonly Color Navy = FromRgb(0, 0, 128);
    public static readonly Color Teal = FromRgb(0, 128, 128);
    public static readonly Color Olive = FromRgb(128, 128, 0);
    public static readonly Color Silver = FromRgb(192, 192, 192);
    public static readonly Color Gray = FromRgb(128, 128, 128);
    public static readonly Color Grey = FromRgb(128, 128, 128);
    public static readonly Color DarkGray = FromRgb(169, 169, 169);
    public static readonly Color DarkGrey = FromRgb(169, 169, 169);
    public static readonly Color LightGray = FromRgb(211, 211, 211);
    public static readonly Color LightGrey = FromRgb(211, 211, 211);
    public static readonly Color DimGray = FromRgb(105, 105, 105);
    public static readonly Color SkyBlue = FromRgb(135, 206, 235);
    public static readonly Color CornflowerBlue = FromRgb(100, 149, 237);
    public static readonly Color DodgerBlue = FromRgb(30, 144, 255);
    public static readonly Color SteelBlue = FromRgb(70, 130, 180);
    public static readonly Color OrangeRed = FromRgb(255, 69, 0);
    public static readonly Color Tomato = FromRgb(255, 99, 71);
    public static readonly Color LimeGreen = FromRgb(50, 205, 50);
    public static readonly Color HotPink = FromRgb(255, 105, 180);
}
