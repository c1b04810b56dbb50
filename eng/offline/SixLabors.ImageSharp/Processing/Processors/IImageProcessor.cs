using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors;

/// <summary>A step of processing, without a pixel type.</summary>
public interface IImageProcessor
{
    IImageProcessor<TPixel> CreatePixelSpecificProcessor<TPixel>(Configuration configuration, Image<TPixel> source, Rectangle sourceRectangle)
        where TPixel : unmanaged, IPixel<TPixel>;
}

/// <summary>A step of processing, bound to an image.</summary>
public interface IImageProcessor<TPixel> : IDisposable
    where TPixel : unmanaged, IPixel<TPixel>
{
    void Execute();
}
