using SixLabors.ImageSharp.Processing.Processors;

namespace SixLabors.ImageSharp.Processing;

/// <summary>An image under processing.</summary>
public interface IImageProcessingContext
{
    Configuration Configuration { get; }

    IDictionary<object, object> Properties { get; }

    /// <summary>The size after the steps so far.</summary>
    Size GetCurrentSize();

    IImageProcessingContext ApplyProcessor(IImageProcessor processor, Rectangle rectangle);

    IImageProcessingContext ApplyProcessor(IImageProcessor processor);
}
