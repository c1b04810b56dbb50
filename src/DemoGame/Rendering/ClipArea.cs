using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>The rectangle of the target, in pixels, outside of which a sprite is not drawn.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ClipArea(float Left, float Top, float Right, float Bottom)
{
    /// <summary>No clipping.</summary>
    public static ClipArea None => new(-1e6f, -1e6f, 1e6f, 1e6f);
}
