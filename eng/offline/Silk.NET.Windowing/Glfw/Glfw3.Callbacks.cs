using System.Runtime.InteropServices;

namespace Silk.NET.Windowing.Glfw;

/// <content>Callbacks. Each setter returns the callback that was there before.</content>
internal static unsafe partial class Glfw3
{
    [LibraryImport(Library)]
    public static partial nint glfwSetWindowPosCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowSizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetFramebufferSizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowCloseCallback(nint window, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowRefreshCallback(nint window, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowFocusCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowIconifyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetWindowMaximizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetDropCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, nint*, void> callback);
}
