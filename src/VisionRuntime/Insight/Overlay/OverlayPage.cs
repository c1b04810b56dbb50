using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Overlay;

/// <summary>A page of an overlay: what is computed on the device, and what is drawn around it.</summary>
internal abstract class OverlayPage
{
    /// <summary>Gets the title.</summary>
    public abstract string Title { get; }

    /// <summary>Gets or sets the reason why there is nothing to show; null if there is something.</summary>
    public string? Problem { get; protected set; }

    /// <summary>Gets whether the page must be drawn anew for another reason than a new picture.</summary>
    public virtual bool HasChanged => false;

    /// <summary>
    /// Builds the graph of the page's picture, an image [1, 1, 3 or 4, H, W] with values from 0 to 1 that fits into the content.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="style">The sizes of text and margins.</param>
    /// <param name="width">The width of the content in pixels.</param>
    /// <param name="height">The height of the content in pixels.</param>
    /// <returns>The graph, with the network's input, and the picture; no picture if the page draws everything itself.</returns>
    public abstract (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height);

    /// <summary>Draws the page.</summary>
    /// <param name="painter">What is drawn on.</param>
    /// <param name="style">The sizes of text and margins.</param>
    /// <param name="content">The rectangle of the content.</param>
    /// <param name="picture">The picture; null if none has arrived yet, or the page has none.</param>
    public abstract void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture);
}

/// <summary>A rectangle in pixels with y down.</summary>
internal readonly record struct OverlayArea(int X, int Y, int Width, int Height)
{
    public bool Contains(float x, float y) => x >= X && y >= Y && x < X + Width && y < Y + Height;
}
