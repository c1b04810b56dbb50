using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image of whatever pixel type: one frame or several.</summary>
public abstract partial class Image : IDisposable, IConfigurationProvider
{
    private bool isDisposed;

    private protected Image(Configuration configuration, ImageMetadata metadata, Size size, PixelTypeInfo pixelType)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        Metadata = metadata;
        Size = size;
        PixelType = pixelType;
    }

    public Configuration Configuration { get; }

    public PixelTypeInfo PixelType { get; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    public ImageMetadata Metadata { get; }

    public Size Size { get; internal set; }

    public Rectangle Bounds => new(0, 0, Width, Height);

    public ImageFrameCollection Frames => NonGenericFrameCollection;

    protected abstract ImageFrameCollection NonGenericFrameCollection { get; }

    public void Dispose()
    {
        if (isDisposed) return;
        Dispose(true);
        GC.SuppressFinalize(this);
        isDisposed = true;
    }

    /// <summary>Writes the image as the encoder says.</summary>
    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        EnsureNotDisposed();
        Accept(new Encoding(stream, encoder));
    }

    /// <summary>Copies the image into another pixel type.</summary>
    public Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>
        => CloneAs<TPixel2>(Configuration);

    public abstract Image<TPixel2> CloneAs<TPixel2>(Configuration configuration)
        where TPixel2 : unmanaged, IPixel<TPixel2>;

    protected abstract void Dispose(bool disposing);

    internal abstract void Accept(IImageVisitor visitor);

    internal void EnsureNotDisposed() => ObjectDisposedException.ThrowIf(isDisposed, this);

    private sealed class Encoding(Stream stream, IImageEncoder encoder) : IImageVisitor
    {
        public void Visit<TPixel>(Image<TPixel> image)
            where TPixel : unmanaged, IPixel<TPixel>
            => encoder.Encode(image, stream);
    }
}
