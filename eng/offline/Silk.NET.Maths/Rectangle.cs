namespace Silk.NET.Maths;

/// <summary>An upright rectangle: a corner and a size.</summary>
[Serializable]
public struct Rectangle<T> : IEquatable<Rectangle<T>>
    where T : unmanaged, IFormattable, IEquatable<T>, IComparable<T>
{
    public Vector2D<T> Origin;
    public Vector2D<T> Size;

    public Rectangle(Vector2D<T> origin, Vector2D<T> size) => (Origin, Size) = (origin, size);

    public Rectangle(Vector2D<T> origin, T sizeX, T sizeY)
        : this(origin, new Vector2D<T>(sizeX, sizeY))
    {
    }

    public Rectangle(T originX, T originY, Vector2D<T> size)
        : this(new Vector2D<T>(originX, originY), size)
    {
    }

    public Rectangle(T originX, T originY, T sizeX, T sizeY)
        : this(new Vector2D<T>(originX, originY), new Vector2D<T>(sizeX, sizeY))
    {
    }

    public readonly Vector2D<T> Max => Origin + Size;

    public readonly Vector2D<T> HalfSize => Size / Arithmetic<T>.Two;

    public readonly Vector2D<T> Center => Origin + HalfSize;

    public static bool operator ==(Rectangle<T> value1, Rectangle<T> value2)
        => value1.Origin == value2.Origin && value1.Size == value2.Size;

    public static bool operator !=(Rectangle<T> value1, Rectangle<T> value2) => !(value1 == value2);

    /// <summary>Whether the point lies inside or on the edge.</summary>
    public readonly bool Contains(Vector2D<T> point)
        => point.X.CompareTo(Origin.X) >= 0 && point.Y.CompareTo(Origin.Y) >= 0
            && point.X.CompareTo(Max.X) <= 0 && point.Y.CompareTo(Max.Y) <= 0;

    public readonly bool Equals(Rectangle<T> other) => this == other;

    public override readonly bool Equals(object? obj) => obj is Rectangle<T> other && this == other;

    public override readonly int GetHashCode() => HashCode.Combine(Origin, Size);
}
