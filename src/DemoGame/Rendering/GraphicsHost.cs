using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace DemoGame.Rendering;

/// <summary>
/// An OpenGL context for a game, in a window or without one.
/// </summary>
public sealed class GraphicsHost : IDisposable
{
    private readonly HeadlessContext? _headless;

    private GraphicsHost(HeadlessContext headless) => (_headless, Gl) = (headless, headless.Gl);

    private GraphicsHost(IWindow window) => (Window, Gl) = (window, GL.GetApi(window));

    /// <summary>The context, current on the thread that opened the host.</summary>
    public GL Gl { get; }

    /// <summary>The window, or null if there is none.</summary>
    public IWindow? Window { get; }

    /// <summary>Whether there is a display that can show a window.</summary>
    public static bool HasDisplay => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    /// <summary>Opens an offscreen context: without a window on Linux, with a hidden window elsewhere.</summary>
    /// <exception cref="OpenGLException">OpenGL is not available; the message says what to install.</exception>
    public static GraphicsHost OpenHeadless() =>
        OperatingSystem.IsLinux() ? new(HeadlessContext.Create()) : OpenWindow("Vision", 64, 64, visible: false);

    /// <summary>Tries to open an offscreen context, and gives the reason if that fails.</summary>
    public static bool TryOpen([NotNullWhen(true)] out GraphicsHost? host, out string reason)
    {
        try
        {
            host = OpenHeadless();
            reason = "";
            return true;
        }
        catch (OpenGLException exception)
        {
            host = null;
            reason = exception.Message;
            return false;
        }
    }

    /// <summary>
    /// Opens a window with OpenGL 4.3, or with at least 3.3 if that is not available: enough to draw, with networks on the CPU.
    /// </summary>
    /// <param name="title">The window's title.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="visible">Whether the window is visible.</param>
    /// <exception cref="OpenGLException">No window can be opened; the message says what is missing.</exception>
    public static GraphicsHost OpenWindow(string title, int width, int height, bool visible = true)
    {
        var options = WindowOptions.Default with
        {
            Title = title, Size = new Vector2D<int>(width, height), VSync = false, ShouldSwapAutomatically = false, IsVisible = visible,
        };
        var modern = options.API with { Version = new APIVersion(4, 3) };
        return TryOpenWindow(options with { API = modern }, out _) ?? TryOpenWindow(options, out var exception)
            ?? throw new OpenGLException(
                $"no window can be opened ({exception.Message}); install libglfw3 and set DISPLAY, or run without a window", exception);
    }

    private static GraphicsHost? TryOpenWindow(WindowOptions options, out Exception problem)
    {
        IWindow? window = null;
        try
        {
            window = Silk.NET.Windowing.Window.Create(options);
            window.Initialize();
            ((IGLContextSource)window).GLContext!.MakeCurrent();
            problem = null!;
            return new GraphicsHost(window);
        }
        catch (Exception exception)
        {
            window?.Dispose();
            problem = exception;
            return null;
        }
    }

    /// <summary>Closes the window and the context.</summary>
    public void Dispose()
    {
        _headless?.Dispose(); // also disposes the GL
        if (Window is null) return;
        Gl.Dispose();
        Window.Dispose();
    }
}
