using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>A picture's colours row by row, on the way between tensors and files.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Colours">Width times height colours, the upper row first.</param>
internal sealed record Pixels(int Width, int Height, Rgba32[] Colours)
{
    /// <summary>A plane of numbers as greys, the smallest black and the largest white; one of equal numbers, such as a map that nothing excites, is black.</summary>
    public static Pixels Grey(ReadOnlySpan<float> plane, int width, int height) => GreyUnder(plane, plane, width, height);

    /// <summary>A plane of numbers as greys, from the smallest to the largest of all that they belong to.</summary>
    public static Pixels GreyUnder(ReadOnlySpan<float> all, ReadOnlySpan<float> plane, int width, int height)
    {
        var scale = Scale.Of(all);
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

    /// <summary>An image tensor [C, H, W]: three channels as colours, of any other number the last one, which is the newest frame of a stack, as greys.</summary>
    public static Pixels Of(ReadOnlySpan<float> image, int channels, int height, int width) =>
        channels == 3 ? Colour(image, width, height) : Grey(image.Slice((channels - 1) * height * width, height * width), width, height);

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

    /// <summary>The mean colour of a rectangle.</summary>
    public Rgba32 Mean(Range columns, Range rows)
    {
        int r = 0, g = 0, b = 0, count = 0;
        for (int y = rows.Start.Value; y < rows.End.Value; y++)
        {
            for (int x = columns.Start.Value; x < columns.End.Value; x++, count++)
            {
                var colour = Colours[y * Width + x];
                (r, g, b) = (r + colour.R, g + colour.G, b + colour.B);
            }
        }
        return new((byte)(r / count), (byte)(g / count), (byte)(b / count));
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

        public byte Level(float number) => Range > 0 ? (byte)MathF.Round(255 * Math.Clamp((number - Least) / Range, 0, 1)) : (byte)0;
    }
}
