using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

/// <summary>What a view is made with, and what can be changed while it runs.</summary>
public interface IViewProperties
{
    /// <summary>Whether <see cref="IView.DoRender"/> shows what was drawn.</summary>
    bool ShouldSwapAutomatically { get; set; }

    /// <summary>Whether <see cref="IView.DoEvents"/> waits for an event instead of returning at once.</summary>
    bool IsEventDriven { get; set; }

    /// <summary>Whether <see cref="IView.DoRender"/> leaves the context alone: no making current, no swapping.</summary>
    bool IsContextControlDisabled { get; set; }

    Vector2D<int> Size { get; }

    /// <summary>At most so many renders a second; 0 for as many as go.</summary>
    double FramesPerSecond { get; set; }

    /// <summary>At most so many updates a second; 0 for as many as go.</summary>
    double UpdatesPerSecond { get; set; }

    GraphicsAPI API { get; }

    bool VSync { get; set; }

    VideoMode VideoMode { get; }

    int? PreferredDepthBufferBits { get; }

    int? PreferredStencilBufferBits { get; }

    Vector4D<int>? PreferredBitDepth { get; }

    int? Samples { get; }
}

/// <summary>Something to draw on, with its events and its game loop.</summary>
public interface IView : IViewProperties, IGLContextSource, IVkSurfaceSource, IDisposable, INativeWindowSource
{
    event Action<Vector2D<int>>? Resize;

    event Action<Vector2D<int>>? FramebufferResize;

    event Action? Closing;

    event Action<bool>? FocusChanged;

    /// <summary>Raised at the end of <see cref="Initialize"/>, with the context current.</summary>
    event Action? Load;

    /// <summary>Raised by <see cref="DoUpdate"/> with the seconds since the last update.</summary>
    event Action<double>? Update;

    /// <summary>Raised by <see cref="DoRender"/> with the seconds since the last render.</summary>
    event Action<double>? Render;

    nint Handle { get; }

    /// <summary>Whether the loop ends; true where there is no window.</summary>
    bool IsClosing { get; }

    /// <summary>Seconds since the view was initialised.</summary>
    double Time { get; }

    Vector2D<int> FramebufferSize { get; }

    bool IsInitialized { get; }

    /// <summary>Makes the window and its context. Does nothing the second time.</summary>
    void Initialize();

    void DoRender();

    void DoUpdate();

    void DoEvents();

    /// <summary>Wakes an event-driven view.</summary>
    void ContinueEvents();

    /// <summary>Destroys the window and its context; it can be initialised again.</summary>
    void Reset();

    void Focus();

    void Close();

    Vector2D<int> PointToClient(Vector2D<int> point);

    Vector2D<int> PointToScreen(Vector2D<int> point);

    Vector2D<int> PointToFramebuffer(Vector2D<int> point);

    /// <summary>Has the thread that renders run a delegate, and waits for it.</summary>
    object Invoke(Delegate d, params object[] args);

    /// <summary>Calls <paramref name="onFrame"/> until the view is closing.</summary>
    void Run(Action onFrame);
}
