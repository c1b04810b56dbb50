using System.Numerics;

namespace SixLabors.ImageSharp;

/// <summary>A place in fractions of a pixel.</summary>
public struct PointF : IEquatable<PointF>
{
    public static readonly PointF Empty;

    public PointF(float x, float y) => (X, Y) = (x, y);

    public float X { get; set; }

    public float Y { get; set; }

    public readonly bool IsEmpty => Equals(Empty);

    public static implicit operator Vector2(PointF point) => new(point.X, point.Y);

    public static implicit operator PointF(Vector2 vector) => new(vector.X, vector.Y);

    public static bool operator ==(PointF left, PointF right) => left.Equals(right);

    public static bool operator !=(PointF left, PointF right) => !left.Equals(right);

    public override readonly bool Equals(object? obj) => obj is PointF other && Equals(other);

    public readonly bool Equals(PointF other) => X.Equals(other.X) && Y.Equals(other.Y);

    public override readonly int GetHashCode() => HashCode.Combine(X, Y);

    public override readonly string ToString() => $"PointF [ X={X}, Y={Y} ]";
}
