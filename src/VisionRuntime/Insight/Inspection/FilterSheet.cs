using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// The filters of a convolution as a sheet of tiles, each filter scaled from its minimum, black, to its maximum, white, as first-layer
/// filters are usually shown (Krizhevsky et al. 2012, figure 3). Filters of three channels are drawn in color; otherwise each channel is a
/// gray tile, and the tiles of one filter are side by side.
/// </summary>
public static class FilterSheet
{
    private const int MaximumSheet = 1024;
    private const int PreferredSheet = 560;
    private const int MaximumScale = 16;
    private const int MinimumTile = 16;

    /// <summary>Draws filters [O, C, KH, KW].</summary>
    /// <param name="weights">The weights, row-major.</param>
    /// <param name="shape">The filters' shape, of rank 4.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <exception cref="ShapeException">The shape is not of rank 4 or is empty.</exception>
    public static Image<Rgba32> Draw(ReadOnlySpan<float> weights, Shape shape, string title)
    {
        if (shape.Rank != 4 || shape.Count == 0)
            throw new ShapeException($"FilterSheet: filters must be [O, C, KH, KW] and not empty, not {shape}");
        int height = shape[2], width = shape[3];
        bool color = shape[1] == 3;
        // The channels of a filter share one scale, so that those of a stack of frames can be compared.
        int channels = color ? 1 : shape[1], plane = height * width, filters = shape[0];
        int scale = MaximumScale;
        while (scale > 1 && (scale - 1) * Math.Min(width, height) >= MinimumTile && SizeOf(filters) > PreferredSheet) scale--;
        int shown = filters;
        while (shown > 1 && SizeOf(shown) > MaximumSheet) shown--;
        var grid = GridOf(shown);
        title = $"{title} {shape}";
        if (shown < filters) title = $"{title}: the first {shown} of {filters}";
        int sheetWidth = Math.Max(grid.Width, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin;
        var canvas = new Canvas(sheetWidth, grid.Height + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Background);
        SheetStyle.Title(canvas, title);
        for (int filter = 0; filter < shown; filter++)
        {
            var taps = weights.Slice(filter * shape[1] * plane, shape[1] * plane);
            for (int channel = 0; channel < channels; channel++)
            {
                var (left, top) = grid.PositionOf(filter * channels + channel);
                var tile = color
                    ? PixelImage.Color(taps, width, height)
                    : PixelImage.Gray(taps.Slice(channel * plane, plane), taps, width, height);
                canvas.Draw(tile, SheetStyle.Margin + left, SheetStyle.Heading + top, scale);
            }
        }
        return canvas.ToImage();

        TileGrid GridOf(int count) => TileGrid.For(count * channels, width * scale, height * scale, channels);

        int SizeOf(int count) => Math.Max(GridOf(count).Width, GridOf(count).Height);
    }
}
