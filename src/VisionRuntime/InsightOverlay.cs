using Silk.NET.OpenGL;
using VisionRuntime.Capture;
using VisionRuntime.Insight.Overlay;

namespace VisionRuntime;

/// <summary>
/// Shows what happens inside of a network while it runs, over the frame: its input, feature maps, first filters, Grad-CAM, scores, and the
/// milliseconds of each layer and each frame. Hidden until a <see cref="Page"/> is chosen.
/// </summary>
/// <remarks>
/// The overlay draws itself into the framebuffer that the host looks at, after every component has seen the frame, and leaves the OpenGL
/// state as it found it. Where frames come from another source, call <see cref="DrawInto"/>, or take its <see cref="Picture"/>. Choosing a
/// page compiles it; after that nothing is allocated, and nothing waits.
/// </remarks>
/// <example>
/// <code>
/// var classifier = vision.Add(new ScreenClassifier("classifier.onnx"));
/// var overlay = vision.Add(new InsightOverlay(classifier));
/// // where the game handles its keys and its mouse:
/// if (key == Key.F2) overlay.Toggle(InsightPage.Activations);
/// overlay.PointAt(mouseX, mouseY);
/// </code>
/// </example>
public sealed class InsightOverlay : VisionComponent
{
    private const int PanelWidth = 420, PanelHeight = 280, Smallest = 160, DotsOfScale = 320, TimelineFrames = 120;

    /// <summary>How often the pictures are renewed at least, however little of the budget is left.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private OverlayPanel? _panel;
    private TimelineFeed? _timeline;
    private ImageTexture? _texture;
    private InsightPage _page, _shown;
    private TimeSpan _budget;
    private int _pointX = -1, _pointY = -1;
    private bool _uploaded;

    /// <summary>Creates an overlay for a network on the screen.</summary>
    /// <param name="network">The network, which is added to the same host before the overlay.</param>
    public InsightOverlay(ScreenNetwork network) => Network = network;

    /// <summary>Gets the network that is looked into.</summary>
    public ScreenNetwork Network { get; }

    /// <summary>Gets or sets what is shown; <see cref="InsightPage.None"/> hides the overlay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    public InsightPage Page
    {
        get => _page;
        set
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(value), $"InsightOverlay: there is no page {value}");
            if (value == _page) return;
            _page = value;
            if (value != InsightPage.None || _panel is null) return;
            Close();
        }
    }

    /// <summary>Gets or sets the distance in pixels of the overlay from the left edge of what it is drawn on.</summary>
    public int X { get; set; }

    /// <summary>Gets or sets the distance in pixels of the overlay from the upper edge of what it is drawn on.</summary>
    public int Y { get; set; }

    /// <summary>Gets the size of the overlay in pixels; 0 by 0, the default, chooses it by the size of the frames.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side has less than 160 pixels, and not both are 0.</exception>
    public (int Width, int Height) Size
    {
        get;
        init => field = value is (0, 0) or (>= Smallest, >= Smallest) ? value
            : throw new ArgumentOutOfRangeException(nameof(value),
                $"InsightOverlay: the size must be at least {Smallest} by {Smallest} pixels, not {value.Width} by {value.Height}");
    }

    /// <summary>
    /// Gets whether the overlay is drawn into the framebuffer that the host looks at; if false, only by <see cref="DrawInto"/>.
    /// </summary>
    public bool DrawIntoFrame { get; init; } = true;

    /// <summary>Shows a page, or hides the overlay if that page is shown; call it when the page's key is pressed.</summary>
    public void Toggle(InsightPage page) => Page = Page == page ? InsightPage.None : page;

    /// <summary>Shows the next page, and after the last one hides the overlay.</summary>
    public void NextPage() => Page = (InsightPage)(((int)Page + 1) % Enum.GetValues<InsightPage>().Length);

    /// <summary>
    /// Says where the mouse is, in pixels from the upper left corner of what the overlay is drawn on. On the page with the activations
    /// the unit there is marked, and its receptive field is framed in the input.
    /// </summary>
    public void PointAt(float x, float y) =>
        (_pointX, _pointY) = ((int)Math.Clamp(x, -1e6f, 1e6f) - X, (int)Math.Clamp(y, -1e6f, 1e6f) - Y);

    /// <summary>
    /// Gets the overlay as it is shown now: RGBA bytes, the top row first, and its width and height; empty while it is hidden. Valid until
    /// the next update.
    /// </summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    public ReadOnlySpan<byte> Picture(out int width, out int height)
    {
        (width, height) = _panel is null ? (0, 0) : (_panel.Width, _panel.Height);
        return _panel is null ? [] : _panel.Pixels;
    }

    /// <summary>
    /// Draws the overlay into a framebuffer, at <see cref="X"/> and <see cref="Y"/> from its upper left corner. Only needed where the
    /// host's frames do not come from a framebuffer; leaves the OpenGL state as it is.
    /// </summary>
    /// <param name="gl">The context, current on this thread.</param>
    /// <param name="framebuffer">The name of the framebuffer; 0 is the default framebuffer.</param>
    /// <param name="width">The framebuffer's width in pixels.</param>
    /// <param name="height">The framebuffer's height in pixels.</param>
    public void DrawInto(GL gl, uint framebuffer, int width, int height) => Show(gl, framebuffer, 0, 0, 0, width, height);

    /// <inheritdoc/>
    protected override void Attach(VisionHost host)
    {
        if (Network.Host != host)
            throw new InvalidOperationException("InsightOverlay: add the network to the same host first, then the overlay");
    }

    /// <inheritdoc/>
    protected override void Update(TimeSpan budget) => _budget = budget;

    /// <inheritdoc/>
    protected internal override void Draw()
    {
        if (Page == InsightPage.None || Network.Worker is null) return;
        var size = Size is (0, 0) ? SizeFor(Host!.Source.Width, Host.Source.Height) : Size;
        if (_panel is null || _shown != Page || (_panel.Width, _panel.Height) != size)
        {
            Close();
            var page = NewPage(Page);
            _panel = new(Network, page, size.Width, size.Height);
            if (page is TimelinePage timeline) _timeline = new(Host!, timeline.History);
            _shown = Page;
        }
        _timeline?.Take();
        _panel.PointAt(_pointX, _pointY);
        if (_budget > TimeSpan.Zero || _panel.Age > LongestWait) _panel.Request();
        if (_panel.Receive()) _uploaded = false;
        if (DrawIntoFrame && Host!.Framebuffer is { } frames)
            Show(frames.Gl, frames.Framebuffer, frames.Attachment, frames.X, frames.Y, frames.Width, frames.Height);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Close();
        _texture?.Dispose();
        _texture = null;
    }

    private void Close()
    {
        _panel?.Dispose();
        _timeline?.Dispose();
        (_panel, _timeline) = (null, null);
    }

    /// <summary>Draws the panel into a rectangle of a framebuffer, and leaves out what lies beyond it.</summary>
    private void Show(GL gl, uint framebuffer, int attachment, int left, int bottom, int width, int height)
    {
        if (_panel is null) return;
        if (_texture is null || _texture.Width != _panel.Width || _texture.Height != _panel.Height)
        {
            _texture?.Dispose();
            _texture = new(gl, _panel.Width, _panel.Height);
            _uploaded = false;
        }
        if (!_uploaded) _texture.Fill(_panel.Pixels);
        _uploaded = true;
        int shownWidth = Math.Min(_panel.Width, width - X), shownHeight = Math.Min(_panel.Height, height - Y);
        if (X < 0 || Y < 0 || shownWidth < 1 || shownHeight < 1) return;
        _texture.DrawInto(framebuffer, attachment, left + X, bottom + height - Y - shownHeight, shownWidth, shownHeight);
    }

    private OverlayPage NewPage(InsightPage page) => page switch
    {
        InsightPage.Input => new InputPage(),
        InsightPage.Activations => new ActivationPage(),
        InsightPage.Filters => new FilterPage(),
        InsightPage.GradCam => new HeatPage(),
        InsightPage.Timeline => new TimelinePage(TimelineFrames, Host!.Budget),
        _ => new TimePage(),
    };

    private static (int Width, int Height) SizeFor(int frameWidth, int frameHeight)
    {
        int scale = Math.Clamp(Math.Min(frameWidth, frameHeight) / DotsOfScale, 1, 4);
        return (Side(frameWidth, PanelWidth), Side(frameHeight, PanelHeight));

        int Side(int frame, int panel) => Math.Max(Smallest, Math.Min(frame, panel * scale));
    }
}
