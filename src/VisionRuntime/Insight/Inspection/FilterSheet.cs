using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// The filters of a layer as a sheet of tiles, each stretched to its own blackest and whitest number, as the learned first-layer filters
/// are usually shown (document 002). Filters of three channels appear in colour; of any other number, each channel is a grey tile.
/// </summary>
public static class FilterSheet
{
    private const int LargestSheet = 1024;
    private const int SmallestTile = 24;

    /// <summary>Draws filters [O, C, KH, KW].</summary>
    /// <param name="filters">The numbers, row-major.</param>
    /// <param name="shape">The filters' shape, of rank 4.</param>
    /// <param name="title">The line above; ASCII.</param>
    /// <exception cref="ShapeException">The shape is not of rank 4 or holds nothing.</exception>
    public static Image<Rgba32> Draw(ReadOnlySpan<float> filters, Shape shape, string title)
    {
        if (shape.Rank != 4 || shape.Count == 0) throw new ShapeException($"FilterSheet: filters {shape}; they must be [O, C, KH, KW] and hold a number");
        int height = shape[2], width = shape[3];
        bool colour = shape[1] == 3;
        int tileNumbers = (colour ? 3 : 1) * height * width, count = (int)(shape.Count / tileNumbers);
        int scale = Math.Max(1, (SmallestTile + Math.Max(width, height) - 1) / Math.Max(width, height));
        var grid = TileGrid.For(Math.Min(count, TileGrid.MostIn(LargestSheet, width * scale, height * scale)), width * scale, height * scale);
        var canvas = new Canvas(Math.Max(grid.Width, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin, grid.Height + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Ground);
        SheetStyle.Title(canvas, grid.Count < count ? $"{title}: the first {grid.Count} of {count}" : title);
        for (int i = 0; i < grid.Count; i++)
        {
            var tile = filters.Slice(i * tileNumbers, tileNumbers);
            var (left, top) = grid.Place(i);
            canvas.Draw(colour ? Pixels.Colour(tile, width, height) : Pixels.Grey(tile, width, height), SheetStyle.Margin + left, SheetStyle.Heading + top, scale);
        }
        return canvas.ToImage();
    }
}
