using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>Colours from cold to hot whose brightness rises evenly, so that a map reads the same in grey.</summary>
internal static class HeatColour
{
    private static readonly (float R, float G, float B)[] Stops = [(20, 10, 60), (110, 20, 110), (200, 50, 80), (245, 125, 25), (252, 225, 120)];

    /// <summary>The colour of a heat from 0 to 1.</summary>
    public static Rgba32 Of(float heat)
    {
        float place = heat * (Stops.Length - 1);
        int below = Math.Min((int)place, Stops.Length - 2);
        float share = place - below;
        var (low, high) = (Stops[below], Stops[below + 1]);
        return new(Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(float from, float to) => (byte)MathF.Round(from + (to - from) * share);
    }

    /// <summary>The heat laid over a colour: the hotter, the less of it shows.</summary>
    public static Rgba32 Over(Rgba32 colour, float heat)
    {
        float share = 0.75f * MathF.Sqrt(heat);
        // What lies under heat loses its own colours, so that red in the picture is not taken for heat.
        float grey = (0.299f * colour.R + 0.587f * colour.G + 0.114f * colour.B) * 0.8f;
        var hot = Of(heat);
        return new(Mix(hot.R), Mix(hot.G), Mix(hot.B));

        byte Mix(byte above) => (byte)MathF.Round(Math.Clamp(grey + (above - grey) * share, 0, 255));
    }
}
