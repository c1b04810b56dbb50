using System.Numerics;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel that converts from and to the common layouts. Vectors are RGBA in 0..1.</summary>
public interface IPixel
{
    void FromScaledVector4(Vector4 vector);

    Vector4 ToScaledVector4();

    void FromVector4(Vector4 vector);

    Vector4 ToVector4();

    void FromBgra32(Bgra32 source);

    void FromL8(L8 source);

    void FromL16(L16 source);

    void FromLa16(La16 source);

    void FromLa32(La32 source);

    void FromRgb24(Rgb24 source);

    void FromRgba32(Rgba32 source);

    void ToRgba32(ref Rgba32 dest);

    void FromRgb48(Rgb48 source);

    void FromRgba64(Rgba64 source);
}

/// <summary>A pixel type. Only the types of this assembly implement it: the real interface has more members.</summary>
public interface IPixel<TSelf> : IPixel, IEquatable<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>
{
    internal static abstract PixelKind Kind { get; }

    /// <summary>Converts along the shortest way, as 8 bits from 8 bits and 16 from 16.</summary>
    internal TOther To<TOther>()
        where TOther : unmanaged, IPixel<TOther>;
}
