using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors.Transforms;

/// <summary>Scales into a rectangle of a picture of the target size: rows first, then columns.</summary>
internal sealed class ResizeStep : FrameProcessor
{
    private readonly ResizeOptions options;
    private readonly Size size;
    private readonly Rectangle target;

    public ResizeStep(ResizeOptions options, Size sourceSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Sampler, nameof(options));
        this.options = options;
        (size, target) = ResizeGeometry.Fit(sourceSize, options);
    }

    protected override ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
    {
        if (source.Size() == size && target == source.Bounds()) return source;
        ImageFrame<TPixel> result = new(source.Configuration, size.Width, size.Height);
        if (options.Mode is ResizeMode.Pad or ResizeMode.BoxPad && options.PadColor != default)
            result.Pixels.AsSpan().Fill(options.PadColor.ToPixel<TPixel>());
        Rectangle visible = Rectangle.Intersect(target, result.Bounds());
        if (options.Sampler is NearestNeighborResampler) PickNearest(source, result, visible);
        else Resample(source, result, visible);
        return result;
    }

    private void PickNearest<TPixel>(ImageFrame<TPixel> source, ImageFrame<TPixel> result, Rectangle visible)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        float across = source.Width / (float)target.Width, down = source.Height / (float)target.Height;
        for (int y = visible.Top; y < visible.Bottom; y++)
        {
            ReadOnlySpan<TPixel> from = source.Row((int)((y - target.Y) * down));
            Span<TPixel> to = result.Row(y);
            for (int x = visible.Left; x < visible.Right; x++) to[x] = from[(int)((x - target.X) * across)];
        }
    }

    private void Resample<TPixel>(ImageFrame<TPixel> source, ImageFrame<TPixel> result, Rectangle visible)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        bool premultiply = options.PremultiplyAlpha && TPixel.Kind.HasAlpha;
        ResizeKernels columns = new(options.Sampler, source.Width, target.Width);
        ResizeKernels rows = new(options.Sampler, source.Height, target.Height);
        Vector4[] line = new Vector4[source.Width];
        Vector4[] scaled = new Vector4[visible.Width * source.Height]; // [x, y], so that the second pass runs along memory
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<TPixel> from = source.Row(y);
            for (int x = 0; x < from.Length; x++)
            {
                Vector4 color = from[x].ToScaledVector4();
                line[x] = premultiply ? Weigh(color, color.W) : color;
            }

            for (int x = 0; x < visible.Width; x++)
                scaled[(x * source.Height) + y] = Convolve(line, columns[visible.X + x - target.X]);
        }

        for (int y = visible.Top; y < visible.Bottom; y++)
        {
            (int start, float[] weights) = rows[y - target.Y];
            Span<TPixel> to = result.Row(y).Slice(visible.X, visible.Width);
            for (int x = 0; x < to.Length; x++)
            {
                Vector4 color = Convolve(scaled.AsSpan(x * source.Height, source.Height), (start, weights));
                to[x].FromScaledVector4(premultiply && color.W != 0 ? Weigh(color, 1 / color.W) : color);
            }
        }
    }

    private static Vector4 Weigh(Vector4 color, float factor)
    {
        Vector4 weighed = color * factor;
        weighed.W = color.W;
        return weighed;
    }

    private static Vector4 Convolve(ReadOnlySpan<Vector4> line, (int Start, float[] Weights) kernel)
    {
        Vector4 sum = Vector4.Zero;
        ReadOnlySpan<Vector4> covered = line.Slice(kernel.Start, kernel.Weights.Length);
        for (int i = 0; i < covered.Length; i++) sum += covered[i] * kernel.Weights[i];
        return sum;
    }
}
