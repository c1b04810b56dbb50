namespace VisionRuntime.Detection;

/// <summary>An upright box by its middle and its size; in detection all four are fractions of the image, (0, 0) its upper left corner.</summary>
/// <param name="X">The middle, from the left.</param>
/// <param name="Y">The middle, from above.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct Box(float X, float Y, float Width, float Height)
{
    /// <summary>The left side.</summary>
    public float Left => X - Width / 2;

    /// <summary>The upper side.</summary>
    public float Top => Y - Height / 2;

    /// <summary>The right side.</summary>
    public float Right => X + Width / 2;

    /// <summary>The lower side.</summary>
    public float Bottom => Y + Height / 2;

    /// <summary>The width times the height.</summary>
    public float Area => Width * Height;

    /// <summary>The box between two opposite corners.</summary>
    public static Box FromCorners(float left, float top, float right, float bottom) => new((left + right) / 2, (top + bottom) / 2, MathF.Abs(right - left), MathF.Abs(bottom - top));

    /// <summary>The area that both cover over the area that either covers: 1 for equal boxes, 0 for boxes that do not meet or have no area.</summary>
    public float IntersectionOverUnion(Box other)
    {
        float width = MathF.Min(Right, other.Right) - MathF.Max(Left, other.Left), height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Top, other.Top);
        if (!(width > 0 && height > 0)) return 0;
        float both = width * height;
        return both / (Area + other.Area - both);
    }
}

/// <summary>An object that someone marked in an image: what a detector learns from.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Class">What it is, from 0.</param>
public readonly record struct LabeledBox(Box Box, int Class);

/// <summary>An object that a detector found.</summary>
/// <param name="Image">In which image of the batch.</param>
/// <param name="Class">What it is, from 0.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
/// <param name="Box">Where it is.</param>
public readonly record struct DetectedObject(int Image, int Class, float Score, Box Box);
