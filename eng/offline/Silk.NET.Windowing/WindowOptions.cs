using System.Reflection;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

/// <summary>What a window is made with. Start from <see cref="Default"/> and change what matters.</summary>
public struct WindowOptions : IWindowProperties
{
    private static readonly string DefaultTitle = Assembly.GetEntryAssembly()?.GetName().Name ?? "Silk.NET Window";

    public WindowOptions(ViewOptions opts)
        : this(
            true,
            new Vector2D<int>(50, 50),
            new Vector2D<int>(1280, 720),
            opts.FramesPerSecond,
            opts.UpdatesPerSecond,
            opts.API,
            DefaultTitle,
            WindowState.Normal,
            WindowBorder.Resizable,
            opts.VSync,
            opts.ShouldSwapAutomatically,
            opts.VideoMode,
            opts.PreferredDepthBufferBits,
            opts.PreferredStencilBufferBits,
            opts.PreferredBitDepth,
            isEventDriven: opts.IsEventDriven,
            samples: opts.Samples,
            isContextControlDisabled: opts.IsContextControlDisabled)
    {
    }

    public WindowOptions(
        bool isVisible,
        Vector2D<int> position,
        Vector2D<int> size,
        double framesPerSecond,
        double updatesPerSecond,
        GraphicsAPI api,
        string title,
        WindowState windowState,
        WindowBorder windowBorder,
        bool isVSync,
        bool shouldSwapAutomatically,
        VideoMode videoMode,
        int? preferredDepthBufferBits = null,
        int? preferredStencilBufferBits = null,
        Vector4D<int>? preferredBitDepth = null,
        bool transparentFramebuffer = false,
        bool topMost = false,
        bool isEventDriven = false,
        IGLContext? sharedContext = null,
        int? samples = null,
        string? windowClass = null,
        bool isContextControlDisabled = false)
    {
        IsVisible = isVisible;
        Position = position;
        Size = size;
        FramesPerSecond = framesPerSecond;
        UpdatesPerSecond = updatesPerSecond;
        API = api;
        Title = title;
        WindowState = windowState;
        WindowBorder = windowBorder;
        VSync = isVSync;
        ShouldSwapAutomatically = shouldSwapAutomatically;
        VideoMode = videoMode;
        PreferredDepthBufferBits = preferredDepthBufferBits;
        PreferredStencilBufferBits = preferredStencilBufferBits;
        PreferredBitDepth = preferredBitDepth;
        TransparentFramebuffer = transparentFramebuffer;
        TopMost = topMost;
        IsEventDriven = isEventDriven;
        SharedContext = sharedContext;
        Samples = samples;
        WindowClass = windowClass;
        IsContextControlDisabled = isContextControlDisabled;
    }

    /// <summary>A visible window of 1280 x 720 with OpenGL 3.3, in step with the screen, as fast as it goes.</summary>
    public static WindowOptions Default { get; } = new(ViewOptions.Default);

    public static WindowOptions DefaultVulkan { get; } = new(ViewOptions.DefaultVulkan);

    public bool IsVisible { get; set; }

    public bool ShouldSwapAutomatically { get; set; }

    public bool IsEventDriven { get; set; }

    public bool IsContextControlDisabled { get; set; }

    public VideoMode VideoMode { get; set; }

    public int? PreferredDepthBufferBits { get; set; }

    public int? PreferredStencilBufferBits { get; set; }

    public Vector4D<int>? PreferredBitDepth { get; set; }

    public int? Samples { get; set; }

    public Vector2D<int> Position { get; set; }

    public Vector2D<int> Size { get; set; }

    public double FramesPerSecond { get; set; }

    public double UpdatesPerSecond { get; set; }

    public GraphicsAPI API { get; set; }

    public bool VSync { get; set; }

    public string Title { get; set; }

    public WindowState WindowState { get; set; }

    public WindowBorder WindowBorder { get; set; }

    public bool TransparentFramebuffer { get; set; }

    public bool TopMost { get; set; }

    public IGLContext? SharedContext { get; set; }

    public string? WindowClass { get; set; }
}
