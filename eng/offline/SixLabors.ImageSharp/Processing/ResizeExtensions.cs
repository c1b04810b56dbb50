using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Scaling; bicubic unless said otherwise. One of width and height may be 0, to keep the aspect ratio.</summary>
public static class ResizeExtensions
{
    public static IImageProcessingContext Resize(this IImageProcessingContext source, Size size)
        => source.Resize(size.Width, size.Height);

    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height)
        => source.Resize(width, height, KnownResamplers.Bicubic);

    public static IImageProcessingContext Resize(this IImageProcessingContext source, int width, int height, IResampler sampler)
        => source.Resize(new ResizeOptions
        {
            Size = new Size(width, height),
            Mode = ResizeMode.Manual,
            Sampler = sampler,
            TargetRectangle = new Rectangle(0, 0, width, height),
        });

    /// <summary>Throws <see cref="InvalidOperationException"/> where neither width nor height is positive.</summary>
    public static IImageProcessingContext Resize(this IImageProcessingContext source, ResizeOptions options)
        => source.ApplyProcessor(new ResizeStep(options, source.GetCurrentSize()));
}
