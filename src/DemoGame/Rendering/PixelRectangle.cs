using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>A rectangle in whole pixels, with y down from the top left.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>Returns the rectangle without a margin on each side.</summary>
    public PixelRectangle Inset(int margin) =>
        new(X + margin, Y + margin, Math.Max(0, Width - (2 * margin)), Math.Max(0, Height - (2 * margin)));

    /// <summary>
    /// Returns the largest centered rectangle with the aspect ratio of an image: an integer multiple of its size, so that its pixels remain
    /// equal squares, or a smaller rectangle if the image itself does not fit.
    /// </summary>
    public PixelRectangle Letterbox(int imageWidth, int imageHeight)
    {
        if (imageWidth < 1 || imageHeight < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(imageWidth), $"An image must be at least 1 x 1 pixels, not {imageWidth} x {imageHeight}");
        }
        int multiple = Math.Min(Width / imageWidth, Height / imageHeight);
        double scale = multiple >= 1 ? multiple : Math.Min(Width / (double)imageWidth, Height / (double)imageHeight);
        int width = (int)(imageWidth * scale);
        int height = (int)(imageHeight * scale);
        return new PixelRectangle(X + ((Width - width) / 2), Y + ((Height - height) / 2), width, height);
    }
}
