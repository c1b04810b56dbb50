using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>A color map from cold to hot whose lightness increases evenly, so that a heatmap can be read in gray, too.</summary>
internal static class HeatColorMap
{
    private static readonly (float R, float G, float B)[] Stops =
        [(20, 10, 60), (110, 20, 110), (200, 50, 80), (245, 125, 25), (252, 225, 120)];

    /// <summary>The color of a value from 0 to 1.</summary>
    public static PixelColor ColorOf(float value)
    {
        float position = value * (Stops.Length - 1);
        int index = Math.Min((int)position, Stops.Length - 2);
        float share = position - index;
        var (low, high) = (Stops[index], Stops[index + 1]);
        return new(Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(float from, float to) => (byte)MathF.Round(from + (to - from) * share);
    }

    /// <summary>
    /// Blends the color of a value from 0 to 1 over a pixel: the higher the value, the less of the pixel remains visible.
    /// </summary>
    public static Rgba32 Blend(Rgba32 pixel, float value)
    {
        var blended = Blend(new PixelColor(pixel.R, pixel.G, pixel.B), value);
        return new(blended.Red, blended.Green, blended.Blue);
    }

    /// <inheritdoc cref="Blend(Rgba32, float)"/>
    public static PixelColor Blend(PixelColor pixel, float value)
    {
        float share = 0.75f * MathF.Sqrt(value);
        // The image below is turned to gray, so that its own reds and yellows are not mistaken for heat.
        float gray = (0.299f * pixel.Red + 0.587f * pixel.Green + 0.114f * pixel.Blue) * 0.8f;
        var heat = ColorOf(value);
        return new(Mix(heat.Red), Mix(heat.Green), Mix(heat.Blue));

        byte Mix(byte above) => (byte)MathF.Round(Math.Clamp(gray + (above - gray) * share, 0, 255));
    }
}
