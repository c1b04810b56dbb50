using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>One picture of an image, of whatever pixel type.</summary>
public abstract class ImageFrame : IConfigurationProvider, IDisposable
{
    private protected ImageFrame(Configuration configuration, int width, int height, ImageFrameMetadata metadata)
    {
        Configuration = configuration;
        Width = width;
        Height = height;
        Metadata = metadata;
    }

    public int Width { get; private protected set; }

    public int Height { get; private protected set; }

    public ImageFrameMetadata Metadata { get; }

    public Configuration Configuration { get; }

    public Size Size() => new(Width, Height);

    public Rectangle Bounds() => new(0, 0, Width, Height);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    internal abstract ImageFrame<TOther> CloneAs<TOther>(Configuration configuration)
        where TOther : unmanaged, IPixel<TOther>;
}
