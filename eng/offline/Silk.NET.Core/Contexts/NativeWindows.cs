namespace Silk.NET.Core.Contexts;

/// <summary>What lies under a window, as far as this platform has it; the rest is null.</summary>
public interface INativeWindow
{
    NativeWindowFlags Kind { get; }

    (nint Display, nuint Window)? X11 { get; }

    nint? Cocoa { get; }

    (nint Display, nint Surface)? Wayland { get; }

    nint? WinRT { get; }

    (nint Window, uint Framebuffer, uint Colorbuffer, uint ResolveFramebuffer)? UIKit { get; }

    (nint Hwnd, nint HDC, nint HInstance)? Win32 { get; }

    (nint Display, nint Window)? Vivante { get; }

    (nint Window, nint Surface)? Android { get; }

    nint? Glfw { get; }

    nint? Sdl { get; }

    nint? DXHandle { get; }

    (nint? Display, nint? Surface)? EGL { get; }
}

/// <summary>Something that can show its native window.</summary>
public interface INativeWindowSource
{
    INativeWindow? Native { get; }
}

/// <summary>The windowing systems a native window may belong to.</summary>
[Flags]
public enum NativeWindowFlags : ulong
{
    Glfw = 1 << 0,
    Sdl = 1 << 1,
    Win32 = 1 << 9,
    X11 = 1 << 10,
    DirectFB = 1 << 11,
    Cocoa = 1 << 12,
    UIKit = 1 << 13,
    Wayland = 1 << 14,
    WinRT = 1 << 15,
    Android = 1 << 16,
    Vivante = 1 << 17,
    OS2 = 1 << 18,
    Haiku = 1 << 19,
    EGL = 1 << 20,
}
