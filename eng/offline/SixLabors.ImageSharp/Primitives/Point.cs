using System.Numerics;

namespace SixLabors.ImageSharp;

/// <summary>A place in whole pixels.</summary>
public struct Point : IEquatable<Point>
{
    public static readonly Point Empty;

    public Point(int value)
        : this(value, value)
    {
    }

    public Point(int x, int y) => (X, Y) = (x, y);

    public Point(Size size)
        : this(size.Width, size.Height)
    {
    }

    public int X { get; set; }

    public int Y { get; set; }

    public readonly bool IsEmpty => Equals(Empty);

    public static implicit operator PointF(Point point) => new(point.X, point.Y);

    public static implicit operator Vector2(Point point) => new(point.X, point.Y);

    public static explicit operator Size(Point point) => new(point.X, point.Y);

    public static Point operator -(Point value) => new(-value.X, -value.Y);

    public static Point operator +(Point point, Size size) => new(unchecked(point.X + size.Width), unchecked(point.Y + size.Height));

    public static Point operator -(Point point, Size size) => new(unchecked(point.X - size.Width), unchecked(point.Y - size.Height));

    public static Point operator *(int left, Point right) => right * left;

    public static Point operator *(Point left, int right) => new(unchecked(left.X * right), unchecked(left.Y * right));

    public static Point operator /(Point left, int right) => new(left.X / right, left.Y / right);

    public static bool operator ==(Point left, Point right) => left.Equals(right);

    public static bool operator !=(Point left, Point right) => !left.Equals(right);

    public static Point Round(PointF point) => new(unchecked((int)MathF.Round(point.X)), unchecked((int)MathF.Round(point.Y)));

    public static Point Ceiling(PointF point) => new(unchecked((int)MathF.Ceiling(point.X)), unchecked((int)MathF.Ceiling(point.Y)));

    public static Point Truncate(PointF point) => new(unchecked((int)point.X), unchecked((int)point.Y));

    public readonly void Deconstruct(out int x, out int y) => (x, y) = (X, Y);

    public void Offset(int dx, int dy) => (X, Y) = (X + dx, Y + dy);

    public void Offset(Point point) => Offset(point.X, point.Y);

    public override readonly bool Equals(object? obj) => obj is Point other && Equals(other);

    public readonly bool Equals(Point other) => X.Equals(other.X) && Y.Equals(other.Y);

    public override readonly int GetHashCode() => HashCode.Combine(X, Y);

    public override readonly string ToString() => $"Point [ X={X}, Y={Y} ]";
}
