using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green, blue and alpha, 16 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgba64 : IPixel<Rgba64>, IPackedVector<ulong>
{
    private static readonly PixelKind Stored = new(PngColorType.RgbWithAlpha, PngBitDepth.Bit16);

    public ushort R;
    public ushort G;
    public ushort B;
    public ushort A;

    public Rgba64(ushort r, ushort g, ushort b, ushort a) => (R, G, B, A) = (r, g, b, a);

    public Rgba64(Rgba32 source)
        : this(Channel.To16(source.R), Channel.To16(source.G), Channel.To16(source.B), Channel.To16(source.A))
    {
    }

    public ulong PackedValue
    {
        readonly get => Unsafe.BitCast<Rgba64, ulong>(this);
        set => this = Unsafe.BitCast<ulong, Rgba64>(value);
    }

    public Rgb48 Rgb
    {
        readonly get => new(R, G, B);
        set => (R, G, B) = (value.R, value.G, value.B);
    }

    static PixelKind IPixel<Rgba64>.Kind => Stored;

    public static implicit operator Color(Rgba64 source) => new(source);

    public static implicit operator Rgba64(Color color) => color.ToPixel<Rgba64>();

    public static bool operator ==(Rgba64 left, Rgba64 right) => left.Equals(right);

    public static bool operator !=(Rgba64 left, Rgba64 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 words = Channel.Words(vector);
        (R, G, B, A) = (Channel.Round(words.X), Channel.Round(words.Y), Channel.Round(words.Z), Channel.Round(words.W));
    }

    public readonly Vector4 ToVector4() => new Vector4(R, G, B, A) / 65535F;

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => FromRgba32(source.ToRgba32());

    public void FromL16(L16 source) => FromRgba64(source.ToRgba64());

    public void FromLa16(La16 source) => FromRgba32(source.ToRgba32());

    public void FromLa32(La32 source) => FromRgba64(source.ToRgba64());

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => FromRgba64(new Rgba64(source));

    public void FromRgba64(Rgba64 source) => this = source;

    public readonly Rgba32 ToRgba32() => new(Channel.To8(R), Channel.To8(G), Channel.To8(B), Channel.To8(A));

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba32();

    internal readonly Rgba64 ToRgba64() => this;

    readonly TOther IPixel<Rgba64>.To<TOther>()
    {
        TOther other = default;
        other.FromRgba64(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is Rgba64 other && Equals(other);

    public readonly bool Equals(Rgba64 other) => R == other.R && G == other.G && B == other.B && A == other.A;

    public override readonly int GetHashCode() => HashCode.Combine(R, G, B, A);

    public override readonly string ToString() => $"Rgba64({R}, {G}, {B}, {A})";
}
