namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

internal sealed class RotateStep(RotateMode mode) : FrameProcessor
{
    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        if (mode == RotateMode.None) return source;
        bool upright = mode == RotateMode.Rotate180;
        ImageFrame<TPixel> result = new(source.Configuration, upright ? source.Width : source.Height, upright ? source.Height : source.Width);
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<TPixel> row = source.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                (int column, int line) = mode switch
                {
                    RotateMode.Rotate90 => (source.Height - 1 - y, x),
                    RotateMode.Rotate270 => (y, source.Width - 1 - x),
                    _ => (source.Width - 1 - x, source.Height - 1 - y),
                };
                result.Pixels[(line * result.Width) + column] = row[x];
            }
        }

        return result;
    }
}
