namespace SixLabors.ImageSharp;

/// <summary>A width and height in fractions of a pixel.</summary>
public struct SizeF : IEquatable<SizeF>
{
    public static readonly SizeF Empty;

    public SizeF(float width, float height) => (Width, Height) = (width, height);

    public float Width { get; set; }

    public float Height { get; set; }

    public readonly bool IsEmpty => Equals(Empty);

    public static bool operator ==(SizeF left, SizeF right) => left.Equals(right);

    public static bool operator !=(SizeF left, SizeF right) => !left.Equals(right);

    public override readonly bool Equals(object? obj) => obj is SizeF other && Equals(other);

    public readonly bool Equals(SizeF other) => Width.Equals(other.Width) && Height.Equals(other.Height);

    public override readonly int GetHashCode() => HashCode.Combine(Width, Height);

    public override readonly string ToString() => $"SizeF [ Width={Width}, Height={Height} ]";
}
