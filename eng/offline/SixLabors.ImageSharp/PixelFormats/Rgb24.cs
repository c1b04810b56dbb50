using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green and blue, 8 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgb24 : IPixel<Rgb24>
{
    private static readonly PixelKind Stored = new(PngColorType.Rgb, PngBitDepth.Bit8);

    public byte R;
    public byte G;
    public byte B;

    public Rgb24(byte r, byte g, byte b) => (R, G, B) = (r, g, b);

    static PixelKind IPixel<Rgb24>.Kind => Stored;

    public static implicit operator Color(Rgb24 source) => new(source);

    public static implicit operator Rgb24(Color color) => color.ToPixel<Rgb24>();

    public static bool operator ==(Rgb24 left, Rgb24 right) => left.Equals(right);

    public static bool operator !=(Rgb24 left, Rgb24 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 bytes = Channel.Bytes(vector);
        (R, G, B) = ((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z);
    }

    public readonly Vector4 ToVector4() => new Vector4(R, G, B, 255F) / 255F;

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => FromRgba32(source.ToRgba32());

    public void FromL16(L16 source) => FromRgba64(source.ToRgba64());

    public void FromLa16(La16 source) => FromRgba32(source.ToRgba32());

    public void FromLa32(La32 source) => FromRgba64(source.ToRgba64());

    public void FromRgb24(Rgb24 source) => this = source;

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => (R, G, B) = (source.R, source.G, source.B);

    public void FromRgba64(Rgba64 source) => FromRgba32(source.ToRgba32());

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba32();

    internal readonly Rgba32 ToRgba32() => new Rgba32(R, G, B);

    readonly TOther IPixel<Rgb24>.To<TOther>()
    {
        TOther other = default;
        other.FromRgb24(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is Rgb24 other && Equals(other);

    public readonly bool Equals(Rgb24 other) => R == other.R && G == other.G && B == other.B;

    public override readonly int GetHashCode() => HashCode.Combine(R, G, B);

    public override readonly string ToString() => $"Rgb24({R}, {G}, {B})";
}
