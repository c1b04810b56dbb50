using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Maths;

namespace Silk.NET.Windowing.Glfw;

/// <content>GLFW's callbacks, turned into events of the window they belong to.</content>
internal sealed unsafe partial class GlfwWindow
{
    private static readonly ConcurrentDictionary<nint, GlfwWindow> Windows = new();
    private bool inRefresh;

    public event Action<Vector2D<int>>? Resize;

    public event Action<Vector2D<int>>? FramebufferResize;

    public event Action? Closing;

    public event Action<bool>? FocusChanged;

    public event Action<Vector2D<int>>? Move;

    public event Action<WindowState>? StateChanged;

    public event Action<string[]>? FileDrop;

    private void ListenToEvents()
    {
        Windows[window] = this;
        Glfw3.glfwSetWindowPosCallback(window, &OnMove);
        Glfw3.glfwSetWindowSizeCallback(window, &OnResize);
        Glfw3.glfwSetFramebufferSizeCallback(window, &OnFramebufferResize);
        Glfw3.glfwSetWindowCloseCallback(window, &OnClose);
        Glfw3.glfwSetWindowRefreshCallback(window, &OnRefresh);
        Glfw3.glfwSetWindowFocusCallback(window, &OnFocus);
        Glfw3.glfwSetWindowIconifyCallback(window, &OnStateChange);
        Glfw3.glfwSetWindowMaximizeCallback(window, &OnStateChange);
        Glfw3.glfwSetDropCallback(window, &OnDrop);
    }

    private void StopListening() => Windows.TryRemove(window, out _);

    private static void With(nint handle, Action<GlfwWindow> handler)
    {
        if (Windows.TryGetValue(handle, out var window))
        {
            Callbacks.Run(() => handler(window));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMove(nint handle, int x, int y)
        => With(handle, window => window.Move?.Invoke(new Vector2D<int>(x, y)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnResize(nint handle, int width, int height)
        => With(handle, window => window.Resize?.Invoke(new Vector2D<int>(width, height)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFramebufferResize(nint handle, int width, int height)
        => With(handle, window => window.FramebufferResize?.Invoke(new Vector2D<int>(width, height)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnClose(nint handle)
        => With(handle, window => window.Closing?.Invoke());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFocus(nint handle, int focused)
        => With(handle, window => window.FocusChanged?.Invoke(focused != 0));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStateChange(nint handle, int begins)
        => With(handle, window => window.StateChanged?.Invoke(window.WindowState));

    /// <summary>The contents have to be drawn again while the loop stands still: a frame is run from here.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRefresh(nint handle)
        => With(handle, window =>
        {
            if (window.inRefresh)
            {
                return;
            }

            window.inRefresh = true;
            try
            {
                window.onFrame?.Invoke();
            }
            finally
            {
                window.inRefresh = false;
            }
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDrop(nint handle, int count, nint* paths)
    {
        string[] files = new string[count];
        for (int i = 0; i < count; i++)
        {
            files[i] = Marshal.PtrToStringUTF8(paths[i]) ?? string.Empty;
        }

        With(handle, window => window.FileDrop?.Invoke(files));
    }
}
