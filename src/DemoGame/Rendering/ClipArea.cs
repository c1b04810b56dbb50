using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>The rectangle, in pixels of the target, to which a sprite is clipped.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The top edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The bottom edge.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ClipArea(float Left, float Top, float Right, float Bottom)
{
    /// <summary>No clipping.</summary>
    public static ClipArea None => new(-1e6f, -1e6f, 1e6f, 1e6f);
}
