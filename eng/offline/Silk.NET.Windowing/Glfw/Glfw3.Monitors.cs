using System.Runtime.InteropServices;

namespace Silk.NET.Windowing.Glfw;

/// <content>Screens.</content>
internal static unsafe partial class Glfw3
{
    [LibraryImport(Library)]
    public static partial nint* glfwGetMonitors(out int count);

    [LibraryImport(Library)]
    public static partial nint glfwGetPrimaryMonitor();

    [LibraryImport(Library)]
    public static partial void glfwGetMonitorWorkarea(nint monitor, out int x, out int y, out int width, out int height);

    [LibraryImport(Library)]
    public static partial nint glfwGetMonitorName(nint monitor);

    [LibraryImport(Library)]
    public static partial Mode* glfwGetVideoMode(nint monitor);

    [LibraryImport(Library)]
    public static partial Mode* glfwGetVideoModes(nint monitor, out int count);

    [LibraryImport(Library)]
    public static partial void glfwSetGamma(nint monitor, float gamma);

    /// <summary>A video mode as GLFW gives it.</summary>
    internal struct Mode
    {
        public int Width;
        public int Height;
        public int RedBits;
        public int GreenBits;
        public int BlueBits;
        public int RefreshRate;
    }
}
