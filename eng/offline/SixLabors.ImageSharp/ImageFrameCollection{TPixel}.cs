using System.Collections;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>The frames of an image, at least one, all of one size.</summary>
public sealed class ImageFrameCollection<TPixel> : ImageFrameCollection, IEnumerable<ImageFrame<TPixel>>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly Image<TPixel> parent;
    private readonly List<ImageFrame<TPixel>> frames;
    private bool isDisposed;

    internal ImageFrameCollection(Image<TPixel> parent, IEnumerable<ImageFrame<TPixel>> frames)
    {
        this.parent = parent;
        this.frames = [.. frames];
    }

    public override int Count => Alive.Count;

    public new ImageFrame<TPixel> RootFrame => Alive[0];

    internal IReadOnlyList<ImageFrame<TPixel>> All => Alive;

    protected override ImageFrame NonGenericRootFrame => RootFrame;

    private List<ImageFrame<TPixel>> Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return frames;
        }
    }

    public new ImageFrame<TPixel> this[int index] => Alive[index];

    public override int IndexOf(ImageFrame frame) => frame is ImageFrame<TPixel> own ? IndexOf(own) : -1;

    public int IndexOf(ImageFrame<TPixel> frame) => Alive.IndexOf(frame);

    public ImageFrame<TPixel> InsertFrame(int index, ImageFrame<TPixel> source)
    {
        ImageFrame<TPixel> copy = CopyOfSameSize(source);
        Alive.Insert(index, copy);
        return copy;
    }

    /// <summary>Appends a copy of a frame. Throws <see cref="ArgumentException"/> where the size differs.</summary>
    public ImageFrame<TPixel> AddFrame(ImageFrame<TPixel> source)
    {
        ImageFrame<TPixel> copy = CopyOfSameSize(source);
        Alive.Add(copy);
        return copy;
    }

    /// <summary>Appends a frame with these pixels, row after row. Throws <see cref="ArgumentOutOfRangeException"/> where there are too few.</summary>
    public ImageFrame<TPixel> AddFrame(ReadOnlySpan<TPixel> source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, RootFrame.Pixels.Length, nameof(source));
        ImageFrame<TPixel> frame = CreateFrame();
        source[..frame.Pixels.Length].CopyTo(frame.Pixels);
        return frame;
    }

    public ImageFrame<TPixel> AddFrame(TPixel[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddFrame(source.AsSpan());
    }

    public override void RemoveFrame(int index)
    {
        RefuseToEmpty(index);
        ImageFrame<TPixel> frame = Alive[index];
        frames.RemoveAt(index);
        frame.Dispose();
    }

    public override bool Contains(ImageFrame frame) => frame is ImageFrame<TPixel> own && Contains(own);

    public bool Contains(ImageFrame<TPixel> frame) => Alive.Contains(frame);

    public override void MoveFrame(int sourceIndex, int destinationIndex)
    {
        if (sourceIndex == destinationIndex) return;
        ImageFrame<TPixel> frame = Alive[sourceIndex];
        frames.RemoveAt(sourceIndex);
        frames.Insert(destinationIndex, frame);
    }

    /// <summary>Takes a frame out, as an image of its own.</summary>
    public new Image<TPixel> ExportFrame(int index)
    {
        ImageFrame<TPixel> frame = Alive[index];
        RefuseToEmpty(index);
        frames.RemoveAt(index);
        return new Image<TPixel>(parent.Configuration, parent.Metadata.DeepClone(), [frame]);
    }

    /// <summary>Copies a frame, as an image of its own.</summary>
    public new Image<TPixel> CloneFrame(int index)
        => new(parent.Configuration, parent.Metadata.DeepClone(), [Alive[index].Clone(parent.Configuration)]);

    public new ImageFrame<TPixel> CreateFrame()
    {
        ImageFrame<TPixel> frame = new(parent.Configuration, RootFrame.Width, RootFrame.Height);
        frames.Add(frame);
        return frame;
    }

    public ImageFrame<TPixel> CreateFrame(TPixel backgroundColor)
    {
        ImageFrame<TPixel> frame = CreateFrame();
        frame.Pixels.AsSpan().Fill(backgroundColor);
        return frame;
    }

    public IEnumerator<ImageFrame<TPixel>> GetEnumerator() => Alive.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        foreach (ImageFrame<TPixel> frame in frames) frame.Dispose();
        frames.Clear();
    }

    protected override IEnumerator<ImageFrame> NonGenericGetEnumerator() => GetEnumerator();

    protected override ImageFrame NonGenericGetFrame(int index) => this[index];

    protected override ImageFrame NonGenericInsertFrame(int index, ImageFrame source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source is ImageFrame<TPixel> own) return InsertFrame(index, own);
        ImageFrame<TPixel> converted = source.CloneAs<TPixel>(parent.Configuration);
        Alive.Insert(index, converted);
        return converted;
    }

    protected override ImageFrame NonGenericAddFrame(ImageFrame source) => NonGenericInsertFrame(Count, source);

    protected override Image NonGenericExportFrame(int index) => ExportFrame(index);

    protected override Image NonGenericCloneFrame(int index) => CloneFrame(index);

    protected override ImageFrame NonGenericCreateFrame() => CreateFrame();

    protected override ImageFrame NonGenericCreateFrame(Color backgroundColor) => CreateFrame(backgroundColor.ToPixel<TPixel>());

    private ImageFrame<TPixel> CopyOfSameSize(ImageFrame<TPixel> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Size() != RootFrame.Size())
            throw new ArgumentException("Frame must have the same dimensions as the image.", nameof(source));
        return source.Clone(parent.Configuration);
    }

    private void RefuseToEmpty(int index)
    {
        if (index == 0 && Count == 1) throw new InvalidOperationException("Cannot remove last frame.");
    }
}
