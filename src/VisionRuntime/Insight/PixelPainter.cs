using System.Runtime.InteropServices;

namespace VisionRuntime.Insight;

/// <summary>
/// Draws rectangles, text and pictures on a picture in memory: four bytes per pixel, RGBA, the top row first. What lies outside of the
/// picture is left out. Allocates nothing.
/// </summary>
public sealed class PixelPainter
{
    private byte[] _rgba = [];

    /// <summary>Gets the width of the picture in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Gets the height of the picture in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Sets the picture to draw on.</summary>
    /// <param name="rgba">The pixels, at least 4 * width * height bytes.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <exception cref="ArgumentException">The array is too small.</exception>
    public void Begin(byte[] rgba, int width, int height)
    {
        if (rgba.Length < 4L * width * height)
            throw new ArgumentException($"PixelPainter: {rgba.Length} bytes do not hold {width} by {height} pixels of 4 bytes");
        (_rgba, Width, Height) = (rgba, width, height);
    }

    /// <summary>Fills a rectangle with one color, blended by its alpha.</summary>
    public void Fill(int x, int y, int width, int height, PixelColor color)
    {
        int left = Math.Clamp(x, 0, Width), right = (int)Math.Clamp((long)x + width, left, Width);
        int top = Math.Clamp(y, 0, Height), bottom = (int)Math.Clamp((long)y + height, top, Height);
        for (int row = top; row < bottom; row++)
        {
            var pixels = _rgba.AsSpan((row * Width + left) * 4, (right - left) * 4);
            if (color.Alpha == 255)
            {
                MemoryMarshal.Cast<byte, PixelColor>(pixels).Fill(color);
                continue;
            }
            for (int at = 0; at < pixels.Length; at += 4)
            {
                pixels[at] = Blend(pixels[at], color.Red, color.Alpha);
                pixels[at + 1] = Blend(pixels[at + 1], color.Green, color.Alpha);
                pixels[at + 2] = Blend(pixels[at + 2], color.Blue, color.Alpha);
            }
        }
    }

    /// <summary>Draws the outline of a rectangle, inside of it.</summary>
    public void Outline(int x, int y, int width, int height, int thickness, PixelColor color)
    {
        Fill(x, y, width, thickness, color);
        Fill(x, y + height - thickness, width, thickness, color);
        Fill(x, y + thickness, thickness, height - 2 * thickness, color);
        Fill(x + width - thickness, y + thickness, thickness, height - 2 * thickness, color);
    }

    /// <summary>Draws one line of text.</summary>
    /// <param name="x">The left edge of the first character.</param>
    /// <param name="y">The top edge of a capital letter.</param>
    /// <param name="scale">Pixels per dot of <see cref="PixelFont"/>; a capital letter is seven dots high.</param>
    /// <param name="color">The color.</param>
    /// <param name="text">ASCII; other characters appear as question marks.</param>
    public void Write(int x, int y, int scale, PixelColor color, ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            char shown = character is >= PixelFont.First and <= PixelFont.Last ? character : '?';
            for (int row = 0; row < PixelFont.GlyphHeight; row++)
            {
                for (int column = 0; column < PixelFont.GlyphWidth; column++)
                {
                    if (PixelFont.IsSet(shown, column, row)) Fill(x + column * scale, y + row * scale, scale, scale, color);
                }
            }
            x += PixelFont.Advance * scale;
        }
    }

    /// <summary>Copies a rectangle of a picture with its upper left corner to a position.</summary>
    /// <param name="rgba">The picture, four bytes per pixel, the top row first.</param>
    /// <param name="stride">The width of the picture in pixels.</param>
    /// <param name="sourceX">The left edge of the rectangle in the picture.</param>
    /// <param name="sourceY">The upper edge of the rectangle in the picture.</param>
    /// <param name="width">The width of the rectangle.</param>
    /// <param name="height">The height of the rectangle.</param>
    /// <param name="x">Where its left edge is drawn.</param>
    /// <param name="y">Where its upper edge is drawn.</param>
    public void Draw(ReadOnlySpan<byte> rgba, int stride, int sourceX, int sourceY, int width, int height, int x, int y)
    {
        int left = Math.Max(0, -x), right = Math.Min(width, Width - x);
        for (int row = Math.Max(0, -y); row < Math.Min(height, Height - y) && left < right; row++)
        {
            rgba.Slice(((sourceY + row) * stride + sourceX + left) * 4, (right - left) * 4)
                .CopyTo(_rgba.AsSpan(((y + row) * Width + x + left) * 4));
        }
    }

    private static byte Blend(byte below, byte above, byte alpha) => (byte)((above * alpha + below * (255 - alpha) + 127) / 255);
}

/// <summary>A color of four bytes in the order of RGBA pixels, with straight (not premultiplied) alpha.</summary>
/// <param name="Red">Red, 0 to 255.</param>
/// <param name="Green">Green, 0 to 255.</param>
/// <param name="Blue">Blue, 0 to 255.</param>
/// <param name="Alpha">Alpha: 0 is invisible, 255 opaque.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PixelColor(byte Red, byte Green, byte Blue, byte Alpha = 255);
