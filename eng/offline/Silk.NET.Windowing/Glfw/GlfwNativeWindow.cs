using Silk.NET.Core.Contexts;

namespace Silk.NET.Windowing.Glfw;

/// <summary>What lies under a GLFW window: only X11 is told apart here.</summary>
internal sealed unsafe class GlfwNativeWindow : INativeWindow
{
    public GlfwNativeWindow(nint window)
    {
        Kind = NativeWindowFlags.Glfw;
        Glfw = window;
        DXHandle = window;
        if (Glfw3.TryGetExport("glfwGetX11Display", out nint display) && Glfw3.TryGetExport("glfwGetX11Window", out nint id))
        {
            Kind |= NativeWindowFlags.X11;
            X11 = (((delegate* unmanaged[Cdecl]<nint>)display)(), ((delegate* unmanaged[Cdecl]<nint, nuint>)id)(window));
        }
    }

    public NativeWindowFlags Kind { get; }

    public (nint Display, nuint Window)? X11 { get; }

    public nint? Glfw { get; }

    public nint? DXHandle { get; }

    public nint? Cocoa => null;

    public (nint Display, nint Surface)? Wayland => null;

    public nint? WinRT => null;

    public (nint Window, uint Framebuffer, uint Colorbuffer, uint ResolveFramebuffer)? UIKit => null;

    public (nint Hwnd, nint HDC, nint HInstance)? Win32 => null;

    public (nint Display, nint Window)? Vivante => null;

    public (nint Window, nint Surface)? Android => null;

    public nint? Sdl => null;

    public (nint? Display, nint? Surface)? EGL => null;
}
