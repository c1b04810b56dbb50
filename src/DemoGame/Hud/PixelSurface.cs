using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Draws overlays on a picture in memory, for recordings and for machines without OpenGL.</summary>
internal sealed class PixelSurface : IOverlaySurface
{
    private byte[] _rgba = [];
    private int _width, _height;

    /// <summary>Sets the picture to draw on: four bytes per pixel, the top row first.</summary>
    public void Begin(byte[] rgba, int width, int height) => (_rgba, _width, _height) = (rgba, width, height);

    public void Fill(PixelRectangle place, Color color)
    {
        int left = Math.Clamp(place.X, 0, _width), right = Math.Clamp(place.X + place.Width, left, _width);
        int top = Math.Clamp(place.Y, 0, _height), bottom = Math.Clamp(place.Y + place.Height, top, _height);
        for (int y = top; y < bottom; y++)
        {
            for (int at = (y * _width + left) * 4, end = (y * _width + right) * 4; at < end; at += 4)
            {
                _rgba[at] = Blend(_rgba[at], color.Red, color.Alpha);
                _rgba[at + 1] = Blend(_rgba[at + 1], color.Green, color.Alpha);
                _rgba[at + 2] = Blend(_rgba[at + 2], color.Blue, color.Alpha);
            }
        }
    }

    public void Write(int x, int y, int scale, Color color, ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            char shown = character is >= PixelFont.First and <= PixelFont.Last ? character : '?';
            for (int row = 0; row < PixelFont.GlyphHeight; row++)
            {
                for (int column = 0; column < PixelFont.GlyphWidth; column++)
                {
                    if (PixelFont.IsSet(shown, column, row)) Fill(new(x + column * scale, y + row * scale, scale, scale), color);
                }
            }
            x += PixelFont.Advance * scale;
        }
    }

    private static byte Blend(byte below, byte above, byte opacity) => (byte)((above * opacity + below * (255 - opacity) + 127) / 255);
}
