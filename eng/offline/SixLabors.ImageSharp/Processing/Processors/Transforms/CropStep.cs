namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

internal sealed class CropStep : FrameProcessor
{
    private readonly Rectangle area;

    public CropStep(Rectangle area, Size size)
    {
        if (!new Rectangle(Point.Empty, size).Contains(area))
            throw new ArgumentException($"Crop rectangle should be smaller than the source bounds; {area} is not inside {size}.", nameof(area));
        this.area = area;
    }

    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        ImageFrame<TPixel> result = new(source.Configuration, area.Width, area.Height);
        for (int y = 0; y < area.Height; y++) source.Row(area.Y + y).Slice(area.X, area.Width).CopyTo(result.Row(y));
        return result;
    }
}
