namespace VisionRuntime.Detection;

/// <summary>
/// An axis-aligned box, given by its center and size. Detectors use fractions of the image, with (0, 0) at the upper left corner.
/// </summary>
/// <param name="X">The x coordinate of the center.</param>
/// <param name="Y">The y coordinate of the center.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>Gets the left edge.</summary>
    public float Left => X - Width / 2;

    /// <summary>Gets the top edge.</summary>
    public float Top => Y - Height / 2;

    /// <summary>Gets the right edge.</summary>
    public float Right => X + Width / 2;

    /// <summary>Gets the bottom edge.</summary>
    public float Bottom => Y + Height / 2;

    /// <summary>Gets the area.</summary>
    public float Area => Width * Height;

    /// <summary>Creates a box from two opposite corners.</summary>
    public static Box FromCorners(float left, float top, float right, float bottom) =>
        new((left + right) / 2, (top + bottom) / 2, MathF.Abs(right - left), MathF.Abs(bottom - top));

    /// <summary>
    /// Computes the intersection over union with another box: 1 for equal boxes, 0 for boxes that do not overlap or have no area.
    /// </summary>
    public float IntersectionOverUnion(Box other)
    {
        float width = MathF.Min(Right, other.Right) - MathF.Max(Left, other.Left),
            height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Top, other.Top);
        if (!(width > 0 && height > 0)) return 0;
        float intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}

/// <summary>A labeled object in an image, for training a detector.</summary>
/// <param name="Box">The bounding box.</param>
/// <param name="Class">The class index.</param>
public readonly record struct LabeledBox(Box Box, int Class);

/// <summary>An object found by a detector.</summary>
/// <param name="Image">The index of the image in the batch.</param>
/// <param name="Class">The class index.</param>
/// <param name="Score">The confidence, from 0 to 1.</param>
/// <param name="Box">The bounding box.</param>
public readonly record struct DetectedObject(int Image, int Class, float Score, Box Box);
