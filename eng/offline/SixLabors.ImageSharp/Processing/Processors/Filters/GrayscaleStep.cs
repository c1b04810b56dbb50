using System.Numerics;

namespace SixLabors.ImageSharp.Processing.Processors.Filters;

/// <summary>Moves every colour towards its luminance.</summary>
internal sealed class GrayscaleStep : FrameProcessor
{
    private readonly Vector4 weights;
    private readonly float amount;

    public GrayscaleStep(GrayscaleMode mode, float amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, 1F);
        this.amount = amount;
        weights = mode == GrayscaleMode.Bt709 ? new Vector4(.2126F, .7152F, .0722F, 0F) : new Vector4(.299F, .587F, .114F, 0F);
    }

    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        Rectangle area = Rectangle.Intersect(sourceRectangle, source.Bounds());
        for (int y = area.Top; y < area.Bottom; y++)
        {
            foreach (ref TPixel pixel in source.Row(y).Slice(area.X, area.Width))
            {
                Vector4 color = pixel.ToScaledVector4();
                Vector4 grey = new(new Vector3(Vector4.Dot(color, weights)), color.W);
                pixel.FromScaledVector4(Vector4.Lerp(color, grey, amount));
            }
        }

        return source;
    }
}
