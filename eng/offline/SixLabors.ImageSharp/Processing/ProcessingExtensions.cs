using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Where processing begins: in place, or on a copy.</summary>
public static class ProcessingExtensions
{
    /// <summary>Changes the image itself, all frames.</summary>
    public static void Mutate(this Image source, Action<IImageProcessingContext> operation)
        => source.Mutate(source.Configuration, operation);

    public static void Mutate(this Image source, Configuration configuration, Action<IImageProcessingContext> operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(operation);
        source.Accept(new Processing(configuration, operation));
    }

    public static void Mutate<TPixel>(this Image<TPixel> source, Action<IImageProcessingContext> operation)
        where TPixel : unmanaged, IPixel<TPixel>
        => source.Mutate(source.Configuration, operation);

    public static void Mutate<TPixel>(this Image<TPixel> source, Configuration configuration, Action<IImageProcessingContext> operation)
        where TPixel : unmanaged, IPixel<TPixel>
        => Mutate((Image)source, configuration, operation);

    /// <summary>Changes a copy of the image, and returns it.</summary>
    public static Image Clone(this Image source, Action<IImageProcessingContext> operation)
        => source.Clone(source.Configuration, operation);

    public static Image Clone(this Image source, Configuration configuration, Action<IImageProcessingContext> operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(operation);
        Copying copying = new();
        source.Accept(copying);
        copying.Copy!.Mutate(configuration, operation);
        return copying.Copy!;
    }

    public static Image<TPixel> Clone<TPixel>(this Image<TPixel> source, Action<IImageProcessingContext> operation)
        where TPixel : unmanaged, IPixel<TPixel>
        => source.Clone(source.Configuration, operation);

    public static Image<TPixel> Clone<TPixel>(this Image<TPixel> source, Configuration configuration, Action<IImageProcessingContext> operation)
        where TPixel : unmanaged, IPixel<TPixel>
        => (Image<TPixel>)Clone((Image)source, configuration, operation);

    public static IImageProcessingContext ApplyProcessors(this IImageProcessingContext source, params IImageProcessor[] operations)
    {
        foreach (IImageProcessor operation in operations) source.ApplyProcessor(operation);
        return source;
    }

    private sealed class Processing(Configuration configuration, Action<IImageProcessingContext> operation) : IImageVisitor
    {
        public void Visit<TPixel>(Image<TPixel> image)
            where TPixel : unmanaged, IPixel<TPixel>
            => operation(new ImageProcessingContext<TPixel>(configuration, image));
    }

    private sealed class Copying : IImageVisitor
    {
        public Image? Copy { get; private set; }

        public void Visit<TPixel>(Image<TPixel> image)
            where TPixel : unmanaged, IPixel<TPixel>
            => Copy = image.Clone();
    }
}
