using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>Drawings over the picture that a network was given.</summary>
public static class PictureDrawings
{
    private const int SmallestSide = 448;

    /// <summary>Lays a map of the picture's own size over it as heat.</summary>
    /// <param name="image">The picture [1, C, H, W], row-major.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="map">How much each pixel matters, [H, W]; below 0 counts as 0.</param>
    /// <param name="title">The line above; ASCII.</param>
    public static Image<Rgba32> Heat(ReadOnlySpan<float> image, Shape shape, ReadOnlySpan<float> map, string title)
    {
        var (canvas, scale) = Begin(shape, title);
        canvas.Draw(Pixels.Of(image, shape[1], shape[2], shape[3]).UnderHeat(map), SheetStyle.Margin, SheetStyle.Heading, scale);
        return canvas.ToImage();
    }

    /// <summary>Draws the rectangle of pixels that a unit sees.</summary>
    /// <param name="image">The picture [1, C, H, W], row-major.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="left">The first column seen; may lie in the padding.</param>
    /// <param name="top">The first row seen; may lie in the padding.</param>
    /// <param name="width">The number of columns seen.</param>
    /// <param name="height">The number of rows seen.</param>
    /// <param name="title">The line above; ASCII.</param>
    public static Image<Rgba32> ReceptiveField(ReadOnlySpan<float> image, Shape shape, long left, long top, long width, long height, string title)
    {
        var (canvas, scale) = Begin(shape, title);
        var pixels = Pixels.Of(image, shape[1], shape[2], shape[3]);
        for (int i = 0; i < pixels.Colors.Length; i++)
        {
            int x = i % pixels.Width, y = i / pixels.Width;
            if (x >= left && x < left + width && y >= top && y < top + height) continue;
            var color = pixels.Colors[i];
            pixels.Colors[i] = new((byte)(color.R * 0.45f), (byte)(color.G * 0.45f), (byte)(color.B * 0.45f));
        }
        canvas.Draw(pixels, SheetStyle.Margin, SheetStyle.Heading, scale);
        double x0 = SheetStyle.Margin + Math.Max(0, left) * scale, y0 = SheetStyle.Heading + Math.Max(0, top) * scale;
        double x1 = SheetStyle.Margin + Math.Min(shape[3], left + width) * scale, y1 = SheetStyle.Heading + Math.Min(shape[2], top + height) * scale;
        canvas.Stroke(x0, y0, x1, y0, 2);
        canvas.Stroke(x1, y0, x1, y1, 2);
        canvas.Stroke(x1, y1, x0, y1, 2);
        canvas.Stroke(x0, y1, x0, y0, 2);
        canvas.Paint(SheetStyle.Accent);
        return canvas.ToImage();
    }

    private static (Canvas Canvas, int Scale) Begin(Shape shape, string title)
    {
        if (shape.Rank != 4 || shape[0] < 1 || shape.Count == 0) throw new ShapeException($"PictureDrawings: the picture {shape} must be [1, C, H, W]");
        int scale = Math.Max(1, SmallestSide / Math.Max(shape[2], shape[3]));
        var canvas = new Canvas(Math.Max(shape[3] * scale, SheetStyle.WidthOf(title)) + 2 * SheetStyle.Margin, shape[2] * scale + SheetStyle.Heading + SheetStyle.Margin, SheetStyle.Ground);
        SheetStyle.Title(canvas, title);
        return (canvas, scale);
    }
}
