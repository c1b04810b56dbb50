using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>A picture's colors row by row, on the way between tensors and files.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Colors">Width times height colors, the upper row first.</param>
internal sealed record Pixels(int Width, int Height, Rgba32[] Colors)
{
    /// <summary>A plane of numbers as grays, the smallest black and the largest white; one of equal numbers, such as a map that nothing excites, is black.</summary>
    public static Pixels Gray(ReadOnlySpan<float> plane, int width, int height) => GrayUnder(plane, plane, width, height);

    /// <summary>A plane of numbers as grays, from the smallest to the largest of all that they belong to.</summary>
    public static Pixels GrayUnder(ReadOnlySpan<float> all, ReadOnlySpan<float> plane, int width, int height)
    {
        var scale = Scale.Of(all);
        var colors = new Rgba32[width * height];
        for (int i = 0; i < colors.Length; i++)
        {
            byte gray = scale.Level(plane[i]);
            colors[i] = new(gray, gray, gray);
        }
        return new(width, height, colors);
    }

    /// <summary>Three planes, one behind the other, as red, green and blue under one scale.</summary>
    public static Pixels Color(ReadOnlySpan<float> planes, int width, int height)
    {
        var scale = Scale.Of(planes);
        var colors = new Rgba32[width * height];
        for (int i = 0; i < colors.Length; i++)
            colors[i] = new(scale.Level(planes[i]), scale.Level(planes[i + colors.Length]), scale.Level(planes[i + 2 * colors.Length]));
        return new(width, height, colors);
    }

    /// <summary>An image tensor [C, H, W]: three channels as colors, of any other number the last one, which is the newest frame of a stack, as grays.</summary>
    public static Pixels Of(ReadOnlySpan<float> image, int channels, int height, int width) =>
        channels == 3 ? Color(image, width, height) : Gray(image.Slice((channels - 1) * height * width, height * width), width, height);

    /// <summary>A map of numbers from 0 up, laid over the picture as heat: the largest is hottest, 0 leaves the picture as it is.</summary>
    public Pixels UnderHeat(ReadOnlySpan<float> map)
    {
        float largest = 0;
        foreach (float heat in map) largest = Math.Max(largest, heat);
        var colors = new Rgba32[Colors.Length];
        for (int i = 0; i < colors.Length; i++)
        {
            float heat = largest > 0 ? Math.Clamp(map[i] / largest, 0, 1) : 0;
            colors[i] = HeatColor.Over(Colors[i], heat);
        }
        return new(Width, Height, colors);
    }

    /// <summary>The mean color of a rectangle.</summary>
    public Rgba32 Mean(Range columns, Range rows)
    {
        int r = 0, g = 0, b = 0, count = 0;
        for (int y = rows.Start.Value; y < rows.End.Value; y++)
        {
            for (int x = columns.Start.Value; x < columns.End.Value; x++, count++)
            {
                var color = Colors[y * Width + x];
                (r, g, b) = (r + color.R, g + color.G, b + color.B);
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
