using Silk.NET.Core;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

/// <summary>What a window is made with, and what can be changed while it runs.</summary>
public interface IWindowProperties : IViewProperties
{
    bool IsVisible { get; set; }

    Vector2D<int> Position { get; set; }

    new Vector2D<int> Size { get; set; }

    string Title { get; set; }

    WindowState WindowState { get; set; }

    WindowBorder WindowBorder { get; set; }

    bool TransparentFramebuffer { get; }

    bool TopMost { get; set; }

    IGLContext? SharedContext { get; }

    string? WindowClass { get; }
}

/// <summary>Something that windows can be made on: a screen, another window.</summary>
public interface IWindowHost
{
    IWindow CreateWindow(WindowOptions opts);
}

/// <summary>A window on a desktop.</summary>
public interface IWindow : IWindowProperties, IWindowHost, IView
{
    event Action<Vector2D<int>>? Move;

    event Action<WindowState>? StateChanged;

    event Action<string[]>? FileDrop;

    IWindowHost? Parent { get; }

    IMonitor? Monitor { get; set; }

    /// <summary>As <see cref="IView.IsClosing"/>, but to be read only while there is a window.</summary>
    /// <exception cref="InvalidOperationException">There is no window; the package ends the process.</exception>
    new bool IsClosing { get; set; }

    Rectangle<int> BorderSize { get; }

    void SetWindowIcon(ReadOnlySpan<RawImage> icons);
}

/// <summary>A screen.</summary>
public interface IMonitor : IWindowHost
{
    string Name { get; }

    int Index { get; }

    Rectangle<int> Bounds { get; }

    VideoMode VideoMode { get; }

    float Gamma { get; set; }

    IEnumerable<VideoMode> GetAllVideoModes();
}

/// <summary>A windowing library.</summary>
public interface IWindowPlatform : IWindowHost
{
    bool IsViewOnly { get; }

    /// <summary>Whether the library is there. A missing display only shows when a window is made.</summary>
    bool IsApplicable { get; }

    IView GetView(ViewOptions? opts = null);

    void ClearContexts();

    IEnumerable<IMonitor> GetMonitors();

    IMonitor GetMainMonitor();

    bool IsSourceOfView(IView view);
}
