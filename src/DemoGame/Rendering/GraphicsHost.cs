using System.Diagnostics.CodeAnalysis;
using ShaderKernels.OpenGL;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace DemoGame.Rendering;

/// <summary>
/// Where the game is drawn: in a window where there is a display, else without one. Both give the same <see cref="Gl"/>.
/// </summary>
public sealed class GraphicsHost : IDisposable
{
    private readonly HeadlessContext? _headless;

    private GraphicsHost(HeadlessContext headless) => (_headless, Gl) = (headless, headless.Gl);

    private GraphicsHost(IWindow window) => (Window, Gl) = (window, GL.GetApi(window));

    /// <summary>The context, current on the thread that opened the host.</summary>
    public GL Gl { get; }

    /// <summary>The window, or null where the host has none.</summary>
    public IWindow? Window { get; }

    /// <summary>Whether a display is there to show a window on.</summary>
    public static bool HasDisplay => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    /// <summary>Opens a context without a window.</summary>
    /// <exception cref="OpenGLException">There is none; the message says what to install.</exception>
    public static GraphicsHost OpenHeadless() => new(HeadlessContext.Create());

    /// <summary>Opens a context without a window, or says why there is none.</summary>
    public static bool TryOpen([NotNullWhen(true)] out GraphicsHost? host, out string reason)
    {
        host = HeadlessContext.TryCreate(out var context, out reason) ? new GraphicsHost(context) : null;
        return host is not null;
    }

    /// <summary>Opens a window.</summary>
    /// <param name="title">The window's title.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <exception cref="OpenGLException">No window can be opened; the message says what is missing.</exception>
    public static GraphicsHost OpenWindow(string title, int width, int height)
    {
        IWindow? window = null;
        try
        {
            window = Silk.NET.Windowing.Window.Create(WindowOptions.Default with { Title = title, Size = new Vector2D<int>(width, height), VSync = false, ShouldSwapAutomatically = false });
            window.Initialize();
            ((IGLContextSource)window).GLContext!.MakeCurrent();
            return new GraphicsHost(window);
        }
        catch (Exception exception)
        {
            window?.Dispose();
            throw new OpenGLException($"no window can be opened ({exception.Message}); install libglfw3 and set DISPLAY, or run without a window", exception);
        }
    }

    /// <summary>Closes the window and the context.</summary>
    public void Dispose()
    {
        _headless?.Dispose(); // disposes the GL too
        if (Window is null) return;
        Gl.Dispose();
        Window.Dispose();
    }
}
