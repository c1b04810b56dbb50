using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Blue, green, red and alpha, 8 bits each, in this order in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Bgra32 : IPixel<Bgra32>, IPackedVector<uint>
{
    private static readonly PixelKind Stored = new(PngColorType.RgbWithAlpha, PngBitDepth.Bit8);

    public byte B;
    public byte G;
    public byte R;
    public byte A;

    public Bgra32(byte r, byte g, byte b)
        : this(r, g, b, byte.MaxValue)
    {
    }

    public Bgra32(byte r, byte g, byte b, byte a) => (R, G, B, A) = (r, g, b, a);

    public uint PackedValue
    {
        readonly get => Unsafe.BitCast<Bgra32, uint>(this);
        set => this = Unsafe.BitCast<uint, Bgra32>(value);
    }

    public uint Bgra
    {
        readonly get => PackedValue;
        set => PackedValue = value;
    }

    static PixelKind IPixel<Bgra32>.Kind => Stored;

    public static implicit operator Color(Bgra32 source) => new(source);

    public static implicit operator Bgra32(Color color) => color.ToPixel<Bgra32>();

    public static bool operator ==(Bgra32 left, Bgra32 right) => left.Equals(right);

    public static bool operator !=(Bgra32 left, Bgra32 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 bytes = Channel.Bytes(vector);
        (R, G, B, A) = ((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z, (byte)bytes.W);
    }

    public readonly Vector4 ToVector4() => new Vector4(R, G, B, A) / 255F;

    public void FromBgra32(Bgra32 source) => this = source;

    public void FromL8(L8 source) => FromRgba32(source.ToRgba32());

    public void FromL16(L16 source) => FromRgba64(source.ToRgba64());

    public void FromLa16(La16 source) => FromRgba32(source.ToRgba32());

    public void FromLa32(La32 source) => FromRgba64(source.ToRgba64());

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => (R, G, B, A) = (source.R, source.G, source.B, source.A);

    public void FromRgba64(Rgba64 source) => FromRgba32(source.ToRgba32());

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba32();

    internal readonly Rgba32 ToRgba32() => new Rgba32(R, G, B, A);

    readonly TOther IPixel<Bgra32>.To<TOther>()
    {
        TOther other = default;
        other.FromBgra32(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is Bgra32 other && Equals(other);

    public readonly bool Equals(Bgra32 other) => B == other.B && G == other.G && R == other.R && A == other.A;

    public override readonly int GetHashCode() => HashCode.Combine(B, G, R, A);

    public override readonly string ToString() => $"Bgra32({B}, {G}, {R}, {A})";
}
