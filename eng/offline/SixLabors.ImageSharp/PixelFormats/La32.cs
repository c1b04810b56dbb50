using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Luminance (BT.709) and alpha, 16 bits each.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct La32 : IPixel<La32>, IPackedVector<uint>
{
    private static readonly PixelKind Stored = new(PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit16);

    public ushort L;
    public ushort A;

    public La32(ushort l, ushort a) => (L, A) = (l, a);

    public uint PackedValue
    {
        readonly get => Unsafe.BitCast<La32, uint>(this);
        set => this = Unsafe.BitCast<uint, La32>(value);
    }

    static PixelKind IPixel<La32>.Kind => Stored;

    public static bool operator ==(La32 left, La32 right) => left.Equals(right);

    public static bool operator !=(La32 left, La32 right) => !left.Equals(right);

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 words = Channel.Words(vector);
        (L, A) = (Channel.Luminance(words.X, words.Y, words.Z), Channel.Round(words.W));
    }

    public readonly Vector4 ToVector4() => new Vector4(new Vector3(L / 65535F), A / 65535F);

    public void FromBgra32(Bgra32 source) => FromRgba32(source.ToRgba32());

    public void FromL8(L8 source) => (L, A) = (Channel.To16(source.PackedValue), ushort.MaxValue);

    public void FromL16(L16 source) => (L, A) = (source.PackedValue, ushort.MaxValue);

    public void FromLa16(La16 source) => (L, A) = (Channel.To16(source.L), Channel.To16(source.A));

    public void FromLa32(La32 source) => this = source;

    public void FromRgb24(Rgb24 source) => FromRgba32(source.ToRgba32());

    public void FromRgb48(Rgb48 source) => FromRgba64(source.ToRgba64());

    public void FromRgba32(Rgba32 source) => FromRgba64(new Rgba64(source));

    public void FromRgba64(Rgba64 source) => (L, A) = (Channel.Luminance((float)source.R, source.G, source.B), source.A);

    public readonly void ToRgba32(ref Rgba32 dest) => dest = ToRgba64().ToRgba32();

    internal readonly Rgba64 ToRgba64() => new Rgba64(L, L, L, A);

    readonly TOther IPixel<La32>.To<TOther>()
    {
        TOther other = default;
        other.FromLa32(this);
        return other;
    }

    public override readonly bool Equals(object? obj) => obj is La32 other && Equals(other);

    public readonly bool Equals(La32 other) => L == other.L && A == other.A;

    public override readonly int GetHashCode() => HashCode.Combine(L, A);

    public override readonly string ToString() => $"La32({L}, {A})";
}
