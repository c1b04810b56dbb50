using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image: one frame or several, of one pixel type and size.</summary>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly ImageFrameCollection<TPixel> frames;

    public Image(Configuration configuration, int width, int height)
        : this(configuration, new ImageMetadata(), [new ImageFrame<TPixel>(configuration, width, height)])
    {
    }

    public Image(Configuration configuration, int width, int height, TPixel backgroundColor)
        : this(configuration, width, height)
        => frames.RootFrame.Pixels.AsSpan().Fill(backgroundColor);

    public Image(int width, int height, TPixel backgroundColor)
        : this(Configuration.Default, width, height, backgroundColor)
    {
    }

    public Image(int width, int height)
        : this(Configuration.Default, width, height)
    {
    }

    internal Image(Configuration configuration, ImageMetadata metadata, IReadOnlyList<ImageFrame<TPixel>> frames)
        : base(configuration, metadata, frames[0].Size(), PixelTypeInfo.Of<TPixel>())
        => this.frames = new ImageFrameCollection<TPixel>(this, frames);

    public new ImageFrameCollection<TPixel> Frames
    {
        get
        {
            EnsureNotDisposed();
            return frames;
        }
    }

    protected override ImageFrameCollection NonGenericFrameCollection => Frames;

    /// <summary>A pixel of the first frame.</summary>
    public TPixel this[int x, int y]
    {
        get => Frames.RootFrame[x, y];
        set => Frames.RootFrame[x, y] = value;
    }

    /// <summary>Hands the rows of the first frame to the delegate.</summary>
    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels) => Frames.RootFrame.ProcessPixelRows(processPixels);

    public void ProcessPixelRows<TPixel2>(Image<TPixel2> image2, PixelAccessorAction<TPixel, TPixel2> processPixels)
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        ArgumentNullException.ThrowIfNull(image2);
        Frames.RootFrame.ProcessPixelRows(image2.Frames.RootFrame, processPixels);
    }

    /// <summary>Copies the first frame out, row after row without gaps.</summary>
    public void CopyPixelDataTo(Span<TPixel> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    public void CopyPixelDataTo(Span<byte> destination) => Frames.RootFrame.CopyPixelDataTo(destination);

    /// <summary>The first frame as one block of memory, where it is one.</summary>
    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
        => Frames.RootFrame.DangerousTryGetSinglePixelMemory(out memory);

    public Image<TPixel> Clone() => Clone(Configuration);

    public Image<TPixel> Clone(Configuration configuration)
        => new(configuration, Metadata.DeepClone(), [.. Frames.All.Select(frame => frame.Clone(configuration))]);

    public override Image<TPixel2> CloneAs<TPixel2>(Configuration configuration)
        => new(configuration, Metadata.DeepClone(), [.. Frames.All.Select(frame => frame.CloneAs<TPixel2>(configuration))]);

    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    internal override void Accept(IImageVisitor visitor)
    {
        EnsureNotDisposed();
        visitor.Visit(this);
    }

    protected override void Dispose(bool disposing) => frames.Dispose();
}
