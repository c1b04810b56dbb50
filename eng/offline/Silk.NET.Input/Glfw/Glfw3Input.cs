using System.Runtime.InteropServices;

namespace Silk.NET.Input.Glfw;

/// <summary>The functions of GLFW 3.3 about input. The library is the one that the window already loaded.</summary>
internal static unsafe partial class Glfw3Input
{
    public const int Release = 0;
    public const int Press = 1;
    public const int CursorModeOfInput = 0x00033001;
    public const int RawMouseMotion = 0x00033005;

    private const string Library = "glfw";

    static Glfw3Input()
        => NativeLibrary.SetDllImportResolver(
            typeof(Glfw3Input).Assembly,
            (name, _, _) => string.Equals(name, Library, StringComparison.Ordinal) ? Silk.NET.Windowing.Glfw.Glfw3.LibraryHandle : 0);

    [LibraryImport(Library)]
    public static partial int glfwGetKey(nint window, int key);

    [LibraryImport(Library)]
    public static partial int glfwGetMouseButton(nint window, int button);

    [LibraryImport(Library)]
    public static partial void glfwGetCursorPos(nint window, out double x, out double y);

    [LibraryImport(Library)]
    public static partial void glfwSetCursorPos(nint window, double x, double y);

    [LibraryImport(Library)]
    public static partial void glfwSetInputMode(nint window, int mode, int value);

    [LibraryImport(Library)]
    public static partial int glfwRawMouseMotionSupported();

    [LibraryImport(Library)]
    public static partial nint glfwGetClipboardString(nint window);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void glfwSetClipboardString(nint window, string text);

    [LibraryImport(Library)]
    public static partial nint glfwSetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetCharCallback(nint window, delegate* unmanaged[Cdecl]<nint, uint, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetMouseButtonCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetCursorPosCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(Library)]
    public static partial nint glfwSetScrollCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);
}
