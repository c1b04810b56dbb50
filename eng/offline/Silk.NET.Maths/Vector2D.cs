using System.Globalization;

namespace Silk.NET.Maths;

/// <summary>A vector of two numbers: a position, a size.</summary>
[Serializable]
public struct Vector2D<T> : IEquatable<Vector2D<T>>, IFormattable
    where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
{
    public T X;
    public T Y;

    public Vector2D(T value) => (X, Y) = (value, value);

    public Vector2D(T x, T y) => (X, Y) = (x, y);

    public static Vector2D<T> One => new(Arithmetic<T>.One);

    public static Vector2D<T> UnitX => new(Arithmetic<T>.One, default);

    public static Vector2D<T> UnitY => new(default, Arithmetic<T>.One);

    public static Vector2D<T> Zero => default;

    public readonly T LengthSquared => Vector2D.Dot(this, this);

    public readonly T Length => Arithmetic<T>.Sqrt(LengthSquared);

    public static Vector2D<T> operator +(Vector2D<T> left, Vector2D<T> right)
        => new(Arithmetic<T>.Add(left.X, right.X), Arithmetic<T>.Add(left.Y, right.Y));

    public static Vector2D<T> operator -(Vector2D<T> left, Vector2D<T> right)
        => new(Arithmetic<T>.Subtract(left.X, right.X), Arithmetic<T>.Subtract(left.Y, right.Y));

    public static Vector2D<T> operator -(Vector2D<T> value) => Zero - value;

    public static Vector2D<T> operator *(Vector2D<T> left, Vector2D<T> right)
        => new(Arithmetic<T>.Multiply(left.X, right.X), Arithmetic<T>.Multiply(left.Y, right.Y));

    public static Vector2D<T> operator *(Vector2D<T> left, T right) => left * new Vector2D<T>(right);

    public static Vector2D<T> operator *(T left, Vector2D<T> right) => right * left;

    public static Vector2D<T> operator /(Vector2D<T> left, Vector2D<T> right)
        => new(Arithmetic<T>.Divide(left.X, right.X), Arithmetic<T>.Divide(left.Y, right.Y));

    public static Vector2D<T> operator /(Vector2D<T> value1, T value2) => value1 / new Vector2D<T>(value2);

    public static bool operator ==(Vector2D<T> left, Vector2D<T> right)
        => left.X.Equals(right.X) && left.Y.Equals(right.Y);

    public static bool operator !=(Vector2D<T> left, Vector2D<T> right) => !(left == right);

    public static explicit operator Vector2D<float>(Vector2D<T> from) => from.As<float>();

    public static explicit operator Vector2D<double>(Vector2D<T> from) => from.As<double>();

    public static explicit operator Vector2D<int>(Vector2D<T> from) => from.As<int>();

    public static explicit operator Vector2D<uint>(Vector2D<T> from) => from.As<uint>();

    public static explicit operator System.Numerics.Vector2(Vector2D<T> from)
        => new(Conversion<T, float>.Convert(from.X), Conversion<T, float>.Convert(from.Y));

    /// <summary>The same vector in another number type; each part is cast.</summary>
    public readonly Vector2D<TOther> As<TOther>()
        where TOther : unmanaged, IFormattable, IEquatable<TOther>, IComparable<TOther>
        => new(Conversion<T, TOther>.Convert(X), Conversion<T, TOther>.Convert(Y));

    public readonly bool Equals(Vector2D<T> other) => this == other;

    public override readonly bool Equals(object? obj) => obj is Vector2D<T> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(X, Y);

    public override readonly string ToString() => ToString("G", CultureInfo.CurrentCulture);

    public readonly string ToString(string? format) => ToString(format, CultureInfo.CurrentCulture);

    public readonly string ToString(string? format, IFormatProvider? formatProvider)
    {
        string separator = NumberFormatInfo.GetInstance(formatProvider).NumberGroupSeparator;
        return $"<{X.ToString(format, formatProvider)}{separator} {Y.ToString(format, formatProvider)}>";
    }
}

/// <summary>Operations on vectors of two numbers.</summary>
public static class Vector2D
{
    public static Vector2D<T> Add<T>(Vector2D<T> left, Vector2D<T> right)
        where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
        => left + right;

    public static Vector2D<T> Subtract<T>(Vector2D<T> left, Vector2D<T> right)
        where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
        => left - right;

    public static T Dot<T>(Vector2D<T> value1, Vector2D<T> value2)
        where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
    {
        var products = value1 * value2;
        return Arithmetic<T>.Add(products.X, products.Y);
    }
}
