using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Png;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green, blue and alpha, 8 bits each, in this order in memory; alpha is not premultiplied.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Rgba32 : IPixel<Rgba32>, IPackedVector<uint>
{
    private static readonly PixelKind Stored = new(PngColorType.RgbWithAlpha, PngBitDepth.Bit8);

    public byte R;
    public byte G;
    public byte B;
    public byte A;

    public Rgba32(byte r, byte g, byte b)
        : this(r, g, b, byte.MaxValue)
    {
    }

    public Rgba32(byte r, byte g, byte b, byte a) => (R, G, B, A) = (r, g, b, a);

    public Rgba32(float r, float g, float b, float a = 1)
        : this(new Vector4(r, g, b, a))
    {
    }

    public Rgba32(Vector3 vector)
        : this(new Vector4(vector, 1F))
    {
    }

    public Rgba32(Vector4 vector) => FromVector4(vector);

    public Rgba32(uint packed) => Rgba = packed;

    public uint Rgba
    {
        readonly get => Unsafe.BitCast<Rgba32, uint>(this);
        set => this = Unsafe.BitCast<uint, Rgba32>(value);
    }

    public Rgb24 Rgb
    {
        readonly get => new(R, G, B);
        set => (R, G, B) = (value.R, value.G, value.B);
    }

    public uint PackedValue
    {
        readonly get => Rgba;
        set => Rgba = value;
    }

    static PixelKind IPixel<Rgba32>.Kind => Stored;

    public static implicit operator Color(Rgba32 source) => new(source);

    public static implicit operator Rgba32(Color color) => color.ToPixel<Rgba32>();

    public static bool operator ==(Rgba32 left, Rgba32 right) => left.Equals(right);

    public static bool operator !=(Rgba32 left, Rgba32 right) => !left.Equals(right);

    /// <summary>Reads RGB, RGBA, RRGGBB or RRGGBBAA, with or without a leading hash.</summary>
    public static Rgba32 ParseHex(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        return TryParseHex(hex, out Rgba32 result)
            ? result
            : throw new ArgumentException("Hexadecimal string is not in the correct format.", nameof(hex));
    }

    public static bool TryParseHex(string? hex, out Rgba32 result)
    {
        result = default;
        if (string.IsNullOrWhiteSpace(hex)) return false;
        string digits = hex[0] == '#' ? hex[1..] : hex;
        if (digits.Length is 3 or 4) digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        if (digits.Length == 6) digits += "FF";
        if (digits.Length != 8) return false;
        if (!uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint packed)) return false;
        result.Rgba = BinaryPrimitives.ReverseEndianness(packed);
        return true;
    }

    public void FromScaledVector4(Vector4 vector) => FromVector4(vector);

    public readonly Vector4 ToScaledVector4() => ToVector4();

    public void FromVector4(Vector4 vector)
    {
        Vector4 bytes = Channel.Bytes(vector);
        (R, G, B, A) = ((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z, (byte)bytes.W);
    }

    public readonly Vector4 ToVector4() => new Vector4(R, G, B, A) / 255F;

    public void FromBgra32(Bgra32 source) => this = source.ToRgba32();

    public void FromL8(L8 source) => this = source.ToRgba32();

    public void FromL16(L16 source) => this = source.ToRgba64().ToRgba32();

    public void FromLa16(La16 source) => this = source.ToRgba32();

    public void FromLa32(La32 source) => this = source.ToRgba64().ToRgba32();

    public void FromRgb24(Rgb24 source) => this = source.ToRgba32();

    public void FromRgba32(Rgba32 source) => this = source;

    public readonly void ToRgba32(ref Rgba32 dest) => dest = this;

    public void FromRgb48(Rgb48 source) => this = source.ToRgba64().ToRgba32();

    public void FromRgba64(Rgba64 source) => this = source.ToRgba32();

    readonly TOther IPixel<Rgba32>.To<TOther>()
    {
        TOther other = default;
        other.FromRgba32(this);
        return other;
    }

    /// <summary>The colour as RRGGBBAA.</summary>
    public readonly string ToHex() => BinaryPrimitives.ReverseEndianness(Rgba).ToString("X8", CultureInfo.InvariantCulture);

    public override readonly bool Equals(object? obj) => obj is Rgba32 other && Equals(other);

    public readonly bool Equals(Rgba32 other) => Rgba == other.Rgba;

    public override readonly int GetHashCode() => Rgba.GetHashCode();

    public override readonly string ToString() => $"Rgba32({R}, {G}, {B}, {A})";
}
