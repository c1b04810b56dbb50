using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Luminance (BT.709), 16 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct L16 : IPixel<L16>, IPackedVector<ushort>
{
    private static readonly PixelKind Stored = new(PngColorType.Grayscale, PngBitDepth.Bit16);

    public L16(ushort luminance) => PackedValue = luminance;

    public ushort PackedValue { readonly get; set; }

    static PixelKind IPixel<L16>.Kind => Stored;

    public static bool operator ==(L16 left, L16 right) => left.Equals(right);

    public static bool operator !=(L16 left, L16 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 words = Channel.Words(vector);
        PackedValue = Channel.Luminance(words.X, words.Y, words.Z);
    }

    public readonly Vector4 ToVector4() => new Vector4(new Vector3(PackedValue / 65535F), 1F);

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => PackedValue = Channel.To16(source.PackedValue);

    public void FromL16(L16 source) => this = source;

    public void FromLa16(La16 source) => PackedValue = Channel.To16(source.L);

    public void FromLa32(La32 source) => PackedValue = source.L;

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => FromRgba64(new Rgba64(source));

    public void FromRgba64(Rgba64 source) => PackedValue = Channel.Luminance((float)source.R, source.G, source.B);

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba64().ToRgba32();

    internal readonly Rgba64 ToRgba64() => new Rgba64(PackedValue, PackedValue, PackedValue, ushort.MaxValue);

    readonly TOther IPixel<L16>.To<TOther>()
    {
        TOther other = default;
        other.FromL16(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is L16 other && Equals(other);

    public readonly bool Equals(L16 other) => PackedValue == other.PackedValue;

    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    public override readonly string ToString() => $"L16({PackedValue})";
}
