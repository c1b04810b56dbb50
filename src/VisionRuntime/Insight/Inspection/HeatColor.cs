using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>Colors from cold to hot whose brightness rises evenly, so that a map reads the same in gray.</summary>
internal static class HeatColor
{
    private static readonly (float R, float G, float B)[] Stops = [(20, 10, 60), (110, 20, 110), (200, 50, 80), (245, 125, 25), (252, 225, 120)];

    /// <summary>The color of a heat from 0 to 1.</summary>
    public static Rgba32 Of(float heat)
    {
        float place = heat * (Stops.Length - 1);
        int below = Math.Min((int)place, Stops.Length - 2);
        float share = place - below;
        var (low, high) = (Stops[below], Stops[below + 1]);
        return new(Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(float from, float to) => (byte)MathF.Round(from + (to - from) * share);
    }

    /// <summary>The heat laid over a color: the hotter, the less of it shows.</summary>
    public static Rgba32 Over(Rgba32 color, float heat)
    {
        float share = 0.75f * MathF.Sqrt(heat);
        // What lies under heat loses its own colors, so that red in the picture is not taken for heat.
        float gray = (0.299f * color.R + 0.587f * color.G + 0.114f * color.B) * 0.8f;
        var hot = Of(heat);
        return new(Mix(hot.R), Mix(hot.G), Mix(hot.B));

        byte Mix(byte above) => (byte)MathF.Round(Math.Clamp(gray + (above - gray) * share, 0, 255));
    }
}
