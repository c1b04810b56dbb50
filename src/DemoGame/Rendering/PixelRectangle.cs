using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>A rectangle of whole pixels, y down from the top left of the picture.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The rectangle without <paramref name="margin"/> pixels at each side.</summary>
    public PixelRectangle Inset(int margin) =>
        new(X + margin, Y + margin, Math.Max(0, Width - (2 * margin)), Math.Max(0, Height - (2 * margin)));

    /// <summary>
    /// The largest centered rectangle in which a picture of the given size appears undistorted: a whole multiple of its size, so that
    /// its pixels stay equal squares, or, where not even one such fits, smaller.
    /// </summary>
    public PixelRectangle Letterbox(int pictureWidth, int pictureHeight)
    {
        if (pictureWidth < 1 || pictureHeight < 1)
            throw new ArgumentOutOfRangeException(nameof(pictureWidth), $"A picture of {pictureWidth} x {pictureHeight} pixels cannot be shown");
        int multiple = Math.Min(Width / pictureWidth, Height / pictureHeight);
        double scale = multiple >= 1 ? multiple : Math.Min(Width / (double)pictureWidth, Height / (double)pictureHeight);
        int width = (int)(pictureWidth * scale);
        int height = (int)(pictureHeight * scale);
        return new PixelRectangle(X + ((Width - width) / 2), Y + ((Height - height) / 2), width, height);
    }
}
