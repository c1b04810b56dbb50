using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>The colors of an image row by row, between tensors and files.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Colors">Width * height colors, the top row first.</param>
internal sealed record PixelImage(int Width, int Height, Rgba32[] Colors)
{
    /// <summary>A plane of values in gray, from its minimum, black, to its maximum, white; black if all values are equal.</summary>
    public static PixelImage Gray(ReadOnlySpan<float> plane, int width, int height) => Gray(plane, plane, width, height);

    /// <summary>A plane of values in gray, from the minimum to the maximum of a range that the plane is a part of.</summary>
    public static PixelImage Gray(ReadOnlySpan<float> plane, ReadOnlySpan<float> range, int width, int height)
    {
        var scale = Scale.Of(range);
        var colors = new Rgba32[width * height];
        for (int i = 0; i < colors.Length; i++)
        {
            byte gray = scale.Level(plane[i]);
            colors[i] = new(gray, gray, gray);
        }
        return new(width, height, colors);
    }

    /// <summary>Three consecutive planes as red, green and blue, on one scale.</summary>
    public static PixelImage Color(ReadOnlySpan<float> planes, int width, int height)
    {
        var scale = Scale.Of(planes);
        var colors = new Rgba32[width * height];
        int count = colors.Length;
        for (int i = 0; i < count; i++)
            colors[i] = new(scale.Level(planes[i]), scale.Level(planes[i + count]), scale.Level(planes[i + 2 * count]));
        return new(width, height, colors);
    }

    /// <summary>
    /// An image tensor [C, H, W]: three channels in color; otherwise the last channel, the newest frame of a stack, in gray.
    /// </summary>
    public static PixelImage Of(ReadOnlySpan<float> image, int channels, int height, int width) =>
        channels == 3 ? Color(image, width, height) : Gray(image.Slice((channels - 1) * height * width, height * width), width, height);

    /// <summary>An image tensor [C, H, W] with values from 0 to 1 as they are: one channel in gray, three in color.</summary>
    public static PixelImage Levels(ReadOnlySpan<float> image, int channels, int height, int width)
    {
        var scale = new Scale(0, 1);
        var colors = new Rgba32[width * height];
        int green = channels == 3 ? colors.Length : 0, blue = channels == 3 ? 2 * colors.Length : 0;
        for (int i = 0; i < colors.Length; i++)
            colors[i] = new(scale.Level(image[i]), scale.Level(image[i + green]), scale.Level(image[i + blue]));
        return new(width, height, colors);
    }

    /// <summary>Overlays a heatmap of non-negative values on the image: the maximum is hottest, 0 leaves the image as it is.</summary>
    public PixelImage WithHeatmap(ReadOnlySpan<float> map)
    {
        float maximum = 0;
        foreach (float value in map) maximum = Math.Max(maximum, value);
        var colors = new Rgba32[Colors.Length];
        for (int i = 0; i < colors.Length; i++)
            colors[i] = HeatColorMap.Blend(Colors[i], maximum > 0 ? Math.Clamp(map[i] / maximum, 0, 1) : 0);
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

    /// <summary>Maps a range of values to brightness from 0 to 255.</summary>
    private readonly record struct Scale(float Minimum, float Range)
    {
        public static Scale Of(ReadOnlySpan<float> values)
        {
            float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
            foreach (float value in values)
            {
                if (!float.IsFinite(value)) continue;
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
            }
            return new(minimum, maximum - minimum);
        }

        public byte Level(float value) => Range > 0 ? (byte)MathF.Round(255 * Math.Clamp((value - Minimum) / Range, 0, 1)) : (byte)0;
    }
}
