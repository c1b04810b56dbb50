using DemoGame.Rendering;
using VisionRuntime.Insight;

namespace DemoGame.Hud;

/// <summary>Draws overlays on a picture in memory, for recordings and for machines without OpenGL.</summary>
internal sealed class PixelSurface : IOverlaySurface
{
    private readonly PixelPainter _painter = new();

    /// <summary>Sets the picture to draw on: four bytes per pixel, the top row first.</summary>
    public void Begin(byte[] rgba, int width, int height) => _painter.Begin(rgba, width, height);

    public void Fill(PixelRectangle place, Color color) => _painter.Fill(place.X, place.Y, place.Width, place.Height, ColorOf(color));

    public void Write(int x, int y, int scale, Color color, ReadOnlySpan<char> text) => _painter.Write(x, y, scale, ColorOf(color), text);

    private static PixelColor ColorOf(Color color) => new(color.Red, color.Green, color.Blue, color.Alpha);
}
