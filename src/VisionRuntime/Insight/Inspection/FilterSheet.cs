using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// The filters of a layer as a sheet of tiles, each filter stretched from its smallest number, black, to its largest, white, as learned first-layer filters
/// are usually shown. Filters of three channels appear in color; of any other number, each channel is a gray tile and a filter's tiles lie side by side.
/// </summary>
public static class FilterSheet
{
    private const int LargestSheet = 1024;
    private const int UsualSheet = 560;
    private const int LargestScale = 16;
    private const int SmallestTile = 16;

    /// <summary>Draws filters [O, C, KH, KW].</summary>
    /// <param name="numbers">The numbers, row-major.</param>
    /// <param name="shape">The filters' shape, of rank 4.</param>
    /// <param name="title">The line above; ASCII.</param>
    /// <exception cref="ShapeException">The shape is not of rank 4 or holds nothing.</exception>
    public static Image<Rgba32> Draw(ReadOnlySpan<float> numbers, Shape shape, string title)
    {
        if (shape.Rank != 4 || shape.Count == 0) throw new ShapeException($"FilterSheet: filters {shape}; they must be [O, C, KH, KW] and hold a number");
        int height = shape[2], width = shape[3];
        bool color = shape[1] == 3;
        // A filter's channels lie side by side under one scale, so that those of a stack of frames can be compared.
        int channels = color ? 1 : shape[1], plane = height * width, filters = shape[0];
        int scale = LargestScale;
        while (scale > 1 && (scale - 1) * Math.Min(width, height) >= SmallestTile && GridOf(filters) is var tried && Math.Max(tried.Width, tried.Height) > UsualSheet) scale--;
        int shown = filters;
        while (shown > 1 && GridOf(shown) is var tried && Math.Max(tried.Width, tried.Height) > LargestSheet) shown--;
        var grid = GridOf(shown);
        title = $"{title} {shape}";
        if (shown < filters) title = $"{title}: the first {shown} of {filters}";
        var canvas = new Canvas(Math.Max(grid.Width, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin, grid.Height + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Ground);
        SheetStyle.Title(canvas, title);
        for (int filter = 0; filter < shown; filter++)
        {
            var taps = numbers.Slice(filter * shape[1] * plane, shape[1] * plane);
            for (int channel = 0; channel < channels; channel++)
            {
                var (left, top) = grid.Place(filter * channels + channel);
                canvas.Draw(color ? Pixels.Color(taps, width, height) : Pixels.GrayUnder(taps, taps.Slice(channel * plane, plane), width, height), SheetStyle.Margin + left, SheetStyle.Heading + top, scale);
            }
        }
        return canvas.ToImage();

        TileGrid GridOf(int count) => TileGrid.For(count * channels, width * scale, height * scale, channels);
    }
}
