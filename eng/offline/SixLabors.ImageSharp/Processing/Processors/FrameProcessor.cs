using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors;

/// <summary>A step that makes, of each frame, a frame of another size, or changes it in place and returns it.</summary>
internal abstract class FrameProcessor : IImageProcessor
{
    public IImageProcessor<TPixel> CreatePixelSpecificProcessor<TPixel>(Configuration configuration, Image<TPixel> source, Rectangle sourceRectangle)
        where TPixel : unmanaged, IPixel<TPixel>
        => new Bound<TPixel>(this, source, sourceRectangle);

    protected abstract ImageFrame<TPixel> Apply<TPixel>(ImageFrame<TPixel> source, Rectangle sourceRectangle)
        where TPixel : unmanaged, IPixel<TPixel>;

    private sealed class Bound<TPixel>(FrameProcessor processor, Image<TPixel> image, Rectangle rectangle) : IImageProcessor<TPixel>
        where TPixel : unmanaged, IPixel<TPixel>
    {
        public void Execute()
        {
            image.EnsureNotDisposed();
            foreach (ImageFrame<TPixel> frame in image.Frames.All)
            {
                ImageFrame<TPixel> result = processor.Apply(frame, rectangle);
                if (result != frame) frame.TakeFrom(result);
            }

            image.Size = image.Frames.RootFrame.Size();
        }

        public void Dispose()
        {
        }
    }
}
