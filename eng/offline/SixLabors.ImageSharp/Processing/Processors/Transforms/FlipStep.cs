namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

internal sealed class FlipStep(FlipMode mode) : FrameProcessor
{
    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        if (mode == FlipMode.Horizontal)
        {
            for (int y = 0; y < source.Height; y++) source.Row(y).Reverse();
        }
        else if (mode == FlipMode.Vertical)
        {
            source.Pixels.AsSpan().Reverse();
            for (int y = 0; y < source.Height; y++) source.Row(y).Reverse();
        }

        return source;
    }
}
