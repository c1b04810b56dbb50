using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Luminance (BT.709), 8 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct L8 : IPixel<L8>, IPackedVector<byte>
{
    private static readonly PixelKind Stored = new(PngColorType.Grayscale, PngBitDepth.Bit8);

    public L8(byte luminance) => PackedValue = luminance;

    public byte PackedValue { readonly get; set; }

    static PixelKind IPixel<L8>.Kind => Stored;

    public static bool operator ==(L8 left, L8 right) => left.Equals(right);

    public static bool operator !=(L8 left, L8 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 bytes = Channel.Bytes(vector);
        PackedValue = Channel.Luminance((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z);
    }

    public readonly Vector4 ToVector4() => new Vector4(new Vector3(PackedValue / 255F), 1F);

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => this = source;

    public void FromL16(L16 source) => PackedValue = Channel.To8(source.PackedValue);

    public void FromLa16(La16 source) => PackedValue = source.L;

    public void FromLa32(La32 source) => PackedValue = Channel.To8(source.L);

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => PackedValue = Channel.Luminance(source.R, source.G, source.B);

    public void FromRgba64(Rgba64 source) => FromRgba32(source.ToRgba32());

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba32();

    internal readonly Rgba32 ToRgba32() => new Rgba32(PackedValue, PackedValue, PackedValue);

    readonly TOther IPixel<L8>.To<TOther>()
    {
        TOther other = default;
        other.FromL8(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is L8 other && Equals(other);

    public readonly bool Equals(L8 other) => PackedValue == other.PackedValue;

    public override readonly int GetHashCode() => PackedValue.GetHashCode();

    public override readonly string ToString() => $"L8({PackedValue})";
}
