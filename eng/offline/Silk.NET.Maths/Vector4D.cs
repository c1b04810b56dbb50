namespace Silk.NET.Maths;

/// <summary>Four numbers, such as the bits of each colour channel.</summary>
[Serializable]
public struct Vector4D<T> : IEquatable<Vector4D<T>>
    where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
{
    public T X;
    public T Y;
    public T Z;
    public T W;

    public Vector4D(T value) => (X, Y, Z, W) = (value, value, value, value);

    public Vector4D(T x, T y, T z, T w) => (X, Y, Z, W) = (x, y, z, w);

    public static Vector4D<T> Zero => default;

    public static Vector4D<T> One => new(Arithmetic<T>.One);

    public static bool operator ==(Vector4D<T> left, Vector4D<T> right)
        => left.X.Equals(right.X) && left.Y.Equals(right.Y) && left.Z.Equals(right.Z) && left.W.Equals(right.W);

    public static bool operator !=(Vector4D<T> left, Vector4D<T> right) => !(left == right);

    public readonly bool Equals(Vector4D<T> other) => this == other;

    public override readonly bool Equals(object? obj) => obj is Vector4D<T> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(X, Y, Z, W);
}
