using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Drawing;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Drawing one picture on another, at a place (else the upper left corner), whole or a part of it.</summary>
public static class DrawImageExtensions
{
    public static IImageProcessingContext DrawImage(this IImageProcessingContext source, Image foreground, float opacity)
        => source.DrawImage(foreground, Point.Empty, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source, Image foreground, PixelColorBlendingMode colorBlending, float opacity)
        => source.DrawImage(foreground, Point.Empty, colorBlending, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source,
        Image foreground,
        PixelColorBlendingMode colorBlending,
        PixelAlphaCompositionMode alphaComposition,
        float opacity)
        => source.DrawImage(foreground, Point.Empty, colorBlending, alphaComposition, opacity);

    public static IImageProcessingContext DrawImage(this IImageProcessingContext source, Image foreground, GraphicsOptions options)
        => source.DrawImage(foreground, Point.Empty, options);

    public static IImageProcessingContext DrawImage(this IImageProcessingContext source, Image foreground, Point backgroundLocation, float opacity)
        => source.DrawImage(foreground, backgroundLocation, PixelColorBlendingMode.Normal, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source, Image foreground, Point backgroundLocation, Rectangle foregroundRectangle, float opacity)
        => source.DrawImage(
            foreground, backgroundLocation, foregroundRectangle, PixelColorBlendingMode.Normal, PixelAlphaCompositionMode.SrcOver, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source, Image foreground, Point backgroundLocation, PixelColorBlendingMode colorBlending, float opacity)
        => source.DrawImage(foreground, backgroundLocation, colorBlending, PixelAlphaCompositionMode.SrcOver, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source, Image foreground, Point backgroundLocation, GraphicsOptions options)
        => source.DrawImage(
            foreground, backgroundLocation, options.ColorBlendingMode, options.AlphaCompositionMode, options.BlendPercentage);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source,
        Image foreground,
        Point backgroundLocation,
        PixelColorBlendingMode colorBlending,
        PixelAlphaCompositionMode alphaComposition,
        float opacity)
        => source.DrawImage(foreground, backgroundLocation, foreground.Bounds, colorBlending, alphaComposition, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source,
        Image foreground,
        Point backgroundLocation,
        Rectangle foregroundRectangle,
        PixelColorBlendingMode colorBlending,
        PixelAlphaCompositionMode alphaComposition,
        float opacity)
        => source.ApplyProcessor(
            new DrawImageStep(foreground, backgroundLocation, foregroundRectangle, new Blender(colorBlending, alphaComposition, opacity)));
}
