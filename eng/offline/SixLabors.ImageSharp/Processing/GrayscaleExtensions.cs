using SixLabors.ImageSharp.Processing.Processors.Filters;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Taking the colour away, wholly (amount 1, the default) or in part; by BT.709 unless said otherwise.</summary>
public static class GrayscaleExtensions
{
    public static IImageProcessingContext Grayscale(this IImageProcessingContext source) => source.Grayscale(GrayscaleMode.Bt709);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, float amount)
        => source.Grayscale(GrayscaleMode.Bt709, amount);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, GrayscaleMode mode) => source.Grayscale(mode, 1F);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, GrayscaleMode mode, float amount)
        => source.ApplyProcessor(new GrayscaleStep(mode, amount));

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, Rectangle rectangle) => source.Grayscale(1F, rectangle);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, float amount, Rectangle rectangle)
        => source.Grayscale(GrayscaleMode.Bt709, amount, rectangle);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, GrayscaleMode mode, Rectangle rectangle)
        => source.Grayscale(mode, 1F, rectangle);

    public static IImageProcessingContext Grayscale(this IImageProcessingContext source, GrayscaleMode mode, float amount, Rectangle rectangle)
        => source.ApplyProcessor(new GrayscaleStep(mode, amount), rectangle);
}
