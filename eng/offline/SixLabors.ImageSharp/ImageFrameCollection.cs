using System.Collections;

namespace SixLabors.ImageSharp;

/// <summary>The frames of an image, at least one, all of one size.</summary>
public abstract class ImageFrameCollection : IDisposable, IEnumerable<ImageFrame>
{
    private protected ImageFrameCollection()
    {
    }

    public abstract int Count { get; }

    public ImageFrame RootFrame => NonGenericRootFrame;

    protected abstract ImageFrame NonGenericRootFrame { get; }

    public ImageFrame this[int index] => NonGenericGetFrame(index);

    public abstract int IndexOf(ImageFrame frame);

    public abstract void RemoveFrame(int index);

    public abstract bool Contains(ImageFrame frame);

    public abstract void MoveFrame(int sourceIndex, int destinationIndex);

    public ImageFrame InsertFrame(int index, ImageFrame source) => NonGenericInsertFrame(index, source);

    /// <summary>Appends a copy of a frame, converted where its pixel type differs.</summary>
    public ImageFrame AddFrame(ImageFrame source) => NonGenericAddFrame(source);

    public Image ExportFrame(int index) => NonGenericExportFrame(index);

    public Image CloneFrame(int index) => NonGenericCloneFrame(index);

    public ImageFrame CreateFrame() => NonGenericCreateFrame();

    public ImageFrame CreateFrame(Color backgroundColor) => NonGenericCreateFrame(backgroundColor);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    IEnumerator<ImageFrame> IEnumerable<ImageFrame>.GetEnumerator() => NonGenericGetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => NonGenericGetEnumerator();

    protected abstract void Dispose(bool disposing);

    protected abstract IEnumerator<ImageFrame> NonGenericGetEnumerator();

    protected abstract ImageFrame NonGenericGetFrame(int index);

    protected abstract ImageFrame NonGenericInsertFrame(int index, ImageFrame source);

    protected abstract ImageFrame NonGenericAddFrame(ImageFrame source);

    protected abstract Image NonGenericExportFrame(int index);

    protected abstract Image NonGenericCloneFrame(int index);

    protected abstract ImageFrame NonGenericCreateFrame();

    protected abstract ImageFrame NonGenericCreateFrame(Color backgroundColor);
}
