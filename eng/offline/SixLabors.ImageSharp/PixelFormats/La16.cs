using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Luminance (BT.709) and alpha, 8 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct La16 : IPixel<La16>, IPackedVector<ushort>
{
    private static readonly PixelKind Stored = new(PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit8);

    public byte L;
    public byte A;

    public La16(byte l, byte a) => (L, A) = (l, a);

    public ushort PackedValue
    {
        readonly get => Unsafe.BitCast<La16, ushort>(this);
        set => this = Unsafe.BitCast<ushort, La16>(value);
    }

    static PixelKind IPixel<La16>.Kind => Stored;

    public static bool operator ==(La16 left, La16 right) => left.Equals(right);

    public static bool operator !=(La16 left, La16 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 bytes = Channel.Bytes(vector);
        (L, A) = (Channel.Luminance((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z), (byte)bytes.W);
    }

    public readonly Vector4 ToVector4() => new Vector4(new Vector3(L / 255F), A / 255F);

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => (L, A) = (source.PackedValue, byte.MaxValue);

    public void FromL16(L16 source) => (L, A) = (Channel.To8(source.PackedValue), byte.MaxValue);

    public void FromLa16(La16 source) => this = source;

    public void FromLa32(La32 source) => (L, A) = (Channel.To8(source.L), Channel.To8(source.A));

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => (L, A) = (Channel.Luminance(source.R, source.G, source.B), source.A);

    public void FromRgba64(Rgba64 source) => FromRgba32(source.ToRgba32());

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba32();

    internal readonly Rgba32 ToRgba32() => new Rgba32(L, L, L, A);

    readonly TOther IPixel<La16>.To<TOther>()
    {
        TOther other = default;
        other.FromLa16(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is La16 other && Equals(other);

    public readonly bool Equals(La16 other) => L == other.L && A == other.A;

    public override readonly int GetHashCode() => HashCode.Combine(L, A);

    public override readonly string ToString() => $"La16({L}, {A})";
}
