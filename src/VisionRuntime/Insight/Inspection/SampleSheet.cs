using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// Images of a data set as a sheet of tiles with a line of text below each: mistakes of a classifier, reconstructions, samples.
/// </summary>
public static class SampleSheet
{
    private const int PreferredTile = 84;
    private const int Gap = 8;
    private const int LongestCaption = 24;

    /// <summary>Draws images.</summary>
    /// <param name="images">The values of each image, [C, H, W], and the text below it; ASCII.</param>
    /// <param name="shape">The shape of each image, [1, C, H, W].</param>
    /// <param name="title">The title; ASCII.</param>
    /// <param name="stretch">
    /// Whether each image is drawn from its least value, black, to its greatest, white; otherwise from 0 to 1, so that images can be
    /// compared.
    /// </param>
    /// <exception cref="ShapeException">The shape is not [1, C, H, W].</exception>
    public static Image<Rgba32> Draw(
        IReadOnlyList<(float[] Image, string Caption)> images, Shape shape, string title, bool stretch = true)
    {
        if (shape.Rank != 4 || shape.Count == 0) throw new ShapeException($"SampleSheet: images must be [1, C, H, W], not {shape}");
        int height = shape[2], width = shape[3], scale = Math.Max(1, PreferredTile / Math.Max(width, height));
        int longest = images.Count == 0 ? 0 : images.Max(image => Math.Min(LongestCaption, image.Caption.Length));
        int tileWidth = Math.Max(width * scale, (int)(PixelFont.WidthOf(longest) * 1.5) + Gap);
        int tileHeight = height * scale + (longest > 0 ? SheetStyle.LineHeight : 0) + Gap;
        var grid = TileGrid.For(images.Count, tileWidth, tileHeight);
        int sheetWidth = Math.Max(grid.Width, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin;
        var canvas = new Canvas(sheetWidth, grid.Height + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Background);
        SheetStyle.Title(canvas, title);
        for (int i = 0; i < images.Count; i++)
        {
            var (left, top) = grid.PositionOf(i);
            (left, top) = (left + SheetStyle.Margin, top + SheetStyle.Heading);
            var image = stretch ? PixelImage.Of(images[i].Image, shape[1], height, width)
                : PixelImage.Levels(images[i].Image, shape[1], height, width);
            canvas.Draw(image, left, top, scale);
            string caption = images[i].Caption;
            if (caption.Length > LongestCaption) caption = caption[..LongestCaption];
            SheetStyle.Text(canvas, left, top + height * scale + 3, SheetStyle.Ink, caption);
        }
        return canvas.ToImage();
    }

    /// <summary>Draws images and saves them as a PNG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The values of each image, [C, H, W], and the text below it; ASCII.</param>
    /// <param name="shape">The shape of each image, [1, C, H, W].</param>
    /// <param name="title">The title; ASCII.</param>
    /// <param name="stretch">Whether each image is drawn from its least to its greatest value, rather than from 0 to 1.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    /// <exception cref="ShapeException">The shape is not [1, C, H, W].</exception>
    public static void SavePng(
        string path, IReadOnlyList<(float[] Image, string Caption)> images, Shape shape, string title, bool stretch = true)
    {
        using var sheet = Draw(images, shape, title, stretch);
        AtomicFile.Write(path, sheet.SaveAsPng);
    }
}
