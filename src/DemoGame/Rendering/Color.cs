using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>A color of four bytes in the order of RGBA8 textures, with straight (not premultiplied) alpha.</summary>
/// <param name="Red">Red, 0 to 255.</param>
/// <param name="Green">Green, 0 to 255.</param>
/// <param name="Blue">Blue, 0 to 255.</param>
/// <param name="Alpha">Opacity, 0 (invisible) to 255.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Color(byte Red, byte Green, byte Blue, byte Alpha)
{
    /// <summary>Opaque white.</summary>
    public static Color White => Rgb(0xFFFFFF);

    /// <summary>Opaque black.</summary>
    public static Color Black => Rgb(0);

    /// <summary>Creates an opaque color from <c>0xRRGGBB</c>.</summary>
    public static Color Rgb(uint value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value, byte.MaxValue);

    /// <summary>Returns the same color with its opacity multiplied by <paramref name="opacity"/>, 0 to 1.</summary>
    public Color WithOpacity(float opacity) => this with { Alpha = (byte)MathF.Round(Alpha * Math.Clamp(opacity, 0, 1)) };

    /// <summary>Interpolates between this color, at 0, and <paramref name="other"/>, at 1.</summary>
    public Color Toward(Color other, float amount)
    {
        amount = Math.Clamp(amount, 0, 1);
        return new Color(Mix(Red, other.Red), Mix(Green, other.Green), Mix(Blue, other.Blue), Mix(Alpha, other.Alpha));

        byte Mix(byte from, byte to) => (byte)MathF.Round(from + ((to - from) * amount));
    }
}
