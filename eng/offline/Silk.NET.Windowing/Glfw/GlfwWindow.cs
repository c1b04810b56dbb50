using Silk.NET.Core;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing.Glfw;

/// <summary>A window of GLFW. Before it is initialised its properties are what it is going to be made with.</summary>
internal sealed unsafe partial class GlfwWindow : IWindow
{
    private readonly GlfwWindow? parent;
    private readonly GlfwMonitor? initialMonitor;
    private WindowOptions options;
    private nint window;
    private GlfwContext? context;

    public GlfwWindow(WindowOptions options, GlfwWindow? parent, GlfwMonitor? monitor)
    {
        Glfw3.EnsureInitialised();
        this.options = options;
        this.parent = parent;
        initialMonitor = monitor;
        FramesPerSecond = options.FramesPerSecond;
        UpdatesPerSecond = options.UpdatesPerSecond;
    }

    public bool IsInitialized { get; private set; }

    public nint Handle => IsInitialized ? window : 0;

    public INativeWindow? Native { get; private set; }

    public GraphicsAPI API => options.API;

    public int? PreferredDepthBufferBits => options.PreferredDepthBufferBits;

    public int? PreferredStencilBufferBits => options.PreferredStencilBufferBits;

    public Vector4D<int>? PreferredBitDepth => options.PreferredBitDepth;

    public int? Samples => options.Samples;

    public bool TransparentFramebuffer => options.TransparentFramebuffer;

    public string? WindowClass => options.WindowClass;

    public IGLContext? SharedContext => options.SharedContext;

    public IWindowHost? Parent => (IWindowHost?)parent ?? Monitor;

    public IGLContext? GLContext
        => API.API is not (ContextAPI.OpenGL or ContextAPI.OpenGLES) ? null
            : !IsInitialized ? throw new InvalidOperationException(
                "OpenGL functions can only be used after initialization (just before the Load callback is executed)")
            : context ??= new GlfwContext(window, this);

    public IVkSurface? VkSurface
        => API.API == ContextAPI.Vulkan
            ? throw new PlatformNotSupportedException("GLFW does not support Vulkan on this platform.")
            : null;

    public IWindow CreateWindow(WindowOptions opts) => new GlfwWindow(opts, this, null);

    public void Initialize()
    {
        if (IsInitialized)
        {
            return;
        }

        Create();
        IsInitialized = true;
        ListenToEvents();
        StartClocks();
        Native = new GlfwNativeWindow(window);
        GLContext?.MakeCurrent();
        Load?.Invoke();
    }

    public void Reset()
    {
        if (inLoop)
        {
            throw new InvalidOperationException("You cannot call `Reset` inside of the render loop!");
        }

        if (!IsInitialized)
        {
            return;
        }

        IsInitialized = false;
        StopClocks();
        StopListening();
        Glfw3.glfwDestroyWindow(window);
        window = 0;
        context = null;
        Native = null;
    }

    public void Dispose() => Reset();

    public void SetWindowIcon(ReadOnlySpan<RawImage> icons)
    {
        if (!IsInitialized)
        {
            throw new InvalidOperationException("Window should be initialized.");
        }

        var images = new Glfw3.Image[icons.Length];
        var pins = new System.Buffers.MemoryHandle[icons.Length];
        for (int i = 0; i < icons.Length; i++)
        {
            pins[i] = icons[i].Pixels.Pin();
            images[i] = new Glfw3.Image { Width = icons[i].Width, Height = icons[i].Height, Pixels = (byte*)pins[i].Pointer };
        }

        fixed (Glfw3.Image* first = images)
        {
            Glfw3.glfwSetWindowIcon(window, images.Length, first);
        }

        foreach (var pin in pins)
        {
            pin.Dispose();
        }
    }
}
