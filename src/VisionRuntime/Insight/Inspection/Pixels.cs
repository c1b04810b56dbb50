using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>A picture's colours row by row, on the way between tensors and files.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Colours">Width times height colours, the upper row first.</param>
internal sealed record Pixels(int Width, int Height, Rgba32[] Colours)
{
    /// <summary>A plane of numbers as greys, the smallest black and the largest white; one of equal numbers is mid-grey.</summary>
    public static Pixels Grey(ReadOnlySpan<float> plane, int width, int height)
    {
        var scale = Scale.Of(plane);
        var colours = new Rgba32[width * height];
        for (int i = 0; i < colours.Length; i++)
        {
            byte grey = scale.Level(plane[i]);
            colours[i] = new(grey, grey, grey);
        }
        return new(width, height, colours);
    }

    /// <summary>Three planes, one behind the other, as red, green and blue under one scale.</summary>
    public static Pixels Colour(ReadOnlySpan<float> planes, int width, int height)
    {
        var scale = Scale.Of(planes);
        var colours = new Rgba32[width * height];
        for (int i = 0; i < colours.Length; i++)
            colours[i] = new(scale.Level(planes[i]), scale.Level(planes[i + colours.Length]), scale.Level(planes[i + 2 * colours.Length]));
        return new(width, height, colours);
    }

    /// <summary>An image tensor [C, H, W]: one channel and those that are no colours as greys (the first one), three as colours.</summary>
    public static Pixels Of(ReadOnlySpan<float> image, int channels, int height, int width) =>
        channels == 3 ? Colour(image, width, height) : Grey(image[..(height * width)], width, height);

    /// <summary>A map of numbers from 0 up, laid over the picture as heat: the largest is hottest, 0 leaves the picture as it is.</summary>
    public Pixels UnderHeat(ReadOnlySpan<float> map)
    {
        float largest = 0;
        foreach (float heat in map) largest = Math.Max(largest, heat);
        var colours = new Rgba32[Colours.Length];
        for (int i = 0; i < colours.Length; i++)
        {
            float heat = largest > 0 ? Math.Clamp(map[i] / largest, 0, 1) : 0;
            colours[i] = HeatColour.Over(Colours[i], heat);
        }
        return new(Width, Height, colours);
    }

    /// <summary>How numbers become levels of brightness.</summary>
    private readonly record struct Scale(float Least, float Range)
    {
        public static Scale Of(ReadOnlySpan<float> numbers)
        {
            float least = float.PositiveInfinity, most = float.NegativeInfinity;
            foreach (float number in numbers)
            {
                if (!float.IsFinite(number)) continue;
                least = Math.Min(least, number);
                most = Math.Max(most, number);
            }
            return new(least, most - least);
        }

        public byte Level(float number) => Range > 0 ? (byte)MathF.Round(255 * Math.Clamp((number - Least) / Range, 0, 1)) : (byte)128;
    }
}
