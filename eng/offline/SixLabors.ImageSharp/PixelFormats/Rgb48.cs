using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green and blue, 16 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgb48 : IPixel<Rgb48>
{
    private static readonly PixelKind Stored = new(PngColorType.Rgb, PngBitDepth.Bit16);

    public ushort R;
    public ushort G;
    public ushort B;

    public Rgb48(ushort r, ushort g, ushort b) => (R, G, B) = (r, g, b);

    static PixelKind IPixel<Rgb48>.Kind => Stored;

    public static bool operator ==(Rgb48 left, Rgb48 right) => left.Equals(right);

    public static bool operator !=(Rgb48 left, Rgb48 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 words = Channel.Words(vector);
        (R, G, B) = (Channel.Round(words.X), Channel.Round(words.Y), Channel.Round(words.Z));
    }

    public readonly Vector4 ToVector4() => new Vector4(R, G, B, 65535F) / 65535F;

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => FromRgba32(source.ToRgba32());

    public void FromL16(L16 source) => FromRgba64(source.ToRgba64());

    public void FromLa16(La16 source) => FromRgba32(source.ToRgba32());

    public void FromLa32(La32 source) => FromRgba64(source.ToRgba64());

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => this = source;

    public void FromRgba32(Rgba32 source) => FromRgba64(new Rgba64(source));

    public void FromRgba64(Rgba64 source) => (R, G, B) = (source.R, source.G, source.B);

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba64().ToRgba32();

    internal readonly Rgba64 ToRgba64() => new Rgba64(R, G, B, ushort.MaxValue);

    readonly TOther IPixel<Rgb48>.To<TOther>()
    {
        TOther other = default;
        other.FromRgb48(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is Rgb48 other && Equals(other);

    public readonly bool Equals(Rgb48 other) => R == other.R && G == other.G && B == other.B;

    public override readonly int GetHashCode() => HashCode.Combine(R, G, B);

    public override readonly string ToString() => $"Rgb48({R}, {G}, {B})";
}
