using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Applies each step at once to the image it was made for.</summary>
internal sealed class ImageProcessingContext<TPixel>(Configuration configuration, Image<TPixel> image) : IImageProcessingContext
    where TPixel : unmanaged, IPixel<TPixel>
{
    public Configuration Configuration { get; } = configuration;

    public IDictionary<object, object> Properties { get; } = new Dictionary<object, object>();

    public Size GetCurrentSize() => image.Size;

    public IImageProcessingContext ApplyProcessor(IImageProcessor processor) => ApplyProcessor(processor, image.Bounds);

    public IImageProcessingContext ApplyProcessor(IImageProcessor processor, Rectangle rectangle)
    {
        using IImageProcessor<TPixel> specific = processor.CreatePixelSpecificProcessor(Configuration, image, rectangle);
        specific.Execute();
        return this;
    }
}
