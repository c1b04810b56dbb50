using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>A colour of no particular pixel type, held with 16 bits a channel.</summary>
public readonly partial struct Color : IEquatable<Color>
{
    private readonly Rgba64 data;

    public Color(Rgba64 pixel) => data = pixel;

    public Color(Rgb48 pixel) => data = pixel.ToRgba64();

    public Color(La32 pixel) => data = pixel.ToRgba64();

    public Color(L16 pixel) => data = pixel.ToRgba64();

    public Color(Rgba32 pixel) => data = new Rgba64(pixel);

    public Color(Bgra32 pixel) => data = new Rgba64(pixel.ToRgba32());

    public Color(Rgb24 pixel) => data = new Rgba64(pixel.ToRgba32());

    public Color(Vector4 vector) => data.FromVector4(vector);

    public static explicit operator Vector4(Color color) => color.data.ToVector4();

    public static explicit operator Color(Vector4 source) => new(source);

    public static bool operator ==(Color left, Color right) => left.Equals(right);

    public static bool operator !=(Color left, Color right) => !left.Equals(right);

    public static Color FromRgba(byte r, byte g, byte b, byte a) => new(new Rgba32(r, g, b, a));

    public static Color FromRgb(byte r, byte g, byte b) => new(new Rgba32(r, g, b));

    public static Color FromPixel<TPixel>(TPixel pixel)
        where TPixel : unmanaged, IPixel<TPixel>
        => new(pixel.To<Rgba64>());

    /// <summary>Reads RGB, RGBA, RRGGBB or RRGGBBAA, with or without a leading hash.</summary>
    public static Color ParseHex(string hex) => new(Rgba32.ParseHex(hex));

    public static bool TryParseHex(string hex, out Color result)
    {
        bool parsed = Rgba32.TryParseHex(hex, out Rgba32 pixel);
        result = parsed ? new Color(pixel) : default;
        return parsed;
    }

    /// <summary>The same colour with another alpha, 0..1.</summary>
    public Color WithAlpha(float alpha)
    {
        Vector4 vector = data.ToVector4();
        vector.W = alpha;
        return new Color(vector);
    }

    /// <summary>The colour as RRGGBBAA.</summary>
    public string ToHex() => ToPixel<Rgba32>().ToHex();

    public override string ToString() => ToHex();

    public TPixel ToPixel<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        TPixel pixel = default;
        pixel.FromRgba64(data);
        return pixel;
    }

    public bool Equals(Color other) => data == other.data;

    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    public override int GetHashCode() => data.GetHashCode();
}
