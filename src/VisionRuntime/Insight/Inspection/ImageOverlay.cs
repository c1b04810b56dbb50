using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>Draws heatmaps and receptive fields over the image that a network was given.</summary>
public static class ImageOverlay
{
    private const int MinimumSize = 448;

    /// <summary>Draws a heatmap over the image.</summary>
    /// <param name="image">The values of the image [1, C, H, W], row-major.</param>
    /// <param name="shape">The image's shape.</param>
    /// <param name="map">The importance of each pixel, [H, W]; negative values count as 0.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <exception cref="ShapeException">The shape is not that of an image.</exception>
    public static Image<Rgba32> Heatmap(ReadOnlySpan<float> image, Shape shape, ReadOnlySpan<float> map, string title)
    {
        var (canvas, scale) = Begin(shape, title);
        canvas.Draw(PixelImage.Of(image, shape[1], shape[2], shape[3]).WithHeatmap(map), SheetStyle.Margin, SheetStyle.Heading, scale);
        return canvas.ToImage();
    }

    /// <summary>Frames the receptive field of a unit and darkens the rest of the image.</summary>
    /// <param name="image">The values of the image [1, C, H, W], row-major.</param>
    /// <param name="shape">The image's shape.</param>
    /// <param name="left">The field's first column; may lie in the padding.</param>
    /// <param name="top">The field's first row; may lie in the padding.</param>
    /// <param name="width">The field's width in pixels.</param>
    /// <param name="height">The field's height in pixels.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <exception cref="ShapeException">The shape is not that of an image.</exception>
    public static Image<Rgba32> ReceptiveField(
        ReadOnlySpan<float> image, Shape shape, long left, long top, long width, long height, string title)
    {
        var (canvas, scale) = Begin(shape, title);
        var pixels = PixelImage.Of(image, shape[1], shape[2], shape[3]);
        for (int i = 0; i < pixels.Colors.Length; i++)
        {
            int x = i % pixels.Width, y = i / pixels.Width;
            if (x >= left && x < left + width && y >= top && y < top + height) continue;
            var color = pixels.Colors[i];
            pixels.Colors[i] = new((byte)(color.R * 0.45f), (byte)(color.G * 0.45f), (byte)(color.B * 0.45f));
        }
        canvas.Draw(pixels, SheetStyle.Margin, SheetStyle.Heading, scale);
        double x0 = SheetStyle.Margin + Math.Max(0, left) * scale, y0 = SheetStyle.Heading + Math.Max(0, top) * scale;
        double x1 = SheetStyle.Margin + Math.Min(shape[3], left + width) * scale;
        double y1 = SheetStyle.Heading + Math.Min(shape[2], top + height) * scale;
        canvas.Stroke(x0, y0, x1, y0, 2);
        canvas.Stroke(x1, y0, x1, y1, 2);
        canvas.Stroke(x1, y1, x0, y1, 2);
        canvas.Stroke(x0, y1, x0, y0, 2);
        canvas.Paint(SheetStyle.Accent);
        return canvas.ToImage();
    }

    private static (Canvas Canvas, int Scale) Begin(Shape shape, string title)
    {
        if (shape.Rank != 4 || shape[0] < 1 || shape.Count == 0)
            throw new ShapeException($"ImageOverlay: the image must be [1, C, H, W], not {shape}");
        int scale = Math.Max(1, MinimumSize / Math.Max(shape[2], shape[3]));
        int width = Math.Max(shape[3] * scale, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin;
        var canvas = new Canvas(width, shape[2] * scale + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Background);
        SheetStyle.Title(canvas, title);
        return (canvas, scale);
    }
}
