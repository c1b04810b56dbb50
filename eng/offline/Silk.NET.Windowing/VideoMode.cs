using Silk.NET.Maths;

namespace Silk.NET.Windowing;

/// <summary>The resolution and refresh rate of a screen; null where it does not matter.</summary>
public struct VideoMode
{
    public VideoMode(Vector2D<int>? resolution = null, int? refreshRate = null)
        => (Resolution, RefreshRate) = (resolution, refreshRate);

    public VideoMode(int refreshRate)
        : this(null, refreshRate)
    {
    }

    public static VideoMode Default => default;

    public Vector2D<int>? Resolution { get; }

    public int? RefreshRate { get; }
}
