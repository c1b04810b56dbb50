using System.Reflection;
using System.Runtime.InteropServices;
using Silk.NET.GLFW;

namespace Silk.NET.Windowing.Glfw;

/// <summary>The functions of GLFW 3.3 that the stand-ins use.</summary>
internal static unsafe partial class Glfw3
{
    public const int DontCare = -1;

    private const string Library = "glfw";
    private static readonly string[] Candidates = ["libglfw.so.3", "libglfw.3.dylib", "glfw3.dll", "glfw"];
    private static readonly Lazy<nint> Handle = new(Find);
    private static bool initialised;

    static Glfw3()
        => NativeLibrary.SetDllImportResolver(
            typeof(Glfw3).Assembly,
            (name, _, _) => string.Equals(name, Library, StringComparison.Ordinal) ? Handle.Value : 0);

    public static bool IsInstalled => Handle.Value != 0;

    public static nint LibraryHandle => Handle.Value;

    /// <summary>Starts GLFW once. Throws <see cref="GlfwException"/> where it cannot, for want of a display for instance.</summary>
    public static void EnsureInitialised()
    {
        if (!initialised)
        {
            initialised = glfwInit() != 0 ? true : throw LastError("GLFW Init failed, ");
        }
    }

    /// <summary>The last error of GLFW as an exception.</summary>
    public static GlfwException LastError(string doing = "")
    {
        byte* description = null;
        var code = (ErrorCode)glfwGetError(&description);
        string text = Marshal.PtrToStringUTF8((nint)description) ?? "Unknown";
        return new GlfwException($"{doing}{code}: {text}") { ErrorCode = code };
    }

    public static bool TryGetExport(string name, out nint address)
        => NativeLibrary.TryGetExport(Handle.Value, name, out address);

    [LibraryImport(Library)]
    public static partial int glfwInit();

    [LibraryImport(Library)]
    public static partial int glfwGetError(byte** description);

    [LibraryImport(Library)]
    public static partial void glfwDefaultWindowHints();

    [LibraryImport(Library)]
    public static partial void glfwWindowHint(int hint, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void glfwWindowHintString(int hint, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint glfwCreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(Library)]
    public static partial void glfwDestroyWindow(nint window);

    [LibraryImport(Library)]
    public static partial int glfwWindowShouldClose(nint window);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowShouldClose(nint window, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void glfwSetWindowTitle(nint window, string title);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowIcon(nint window, int count, Image* images);

    [LibraryImport(Library)]
    public static partial void glfwGetWindowPos(nint window, out int x, out int y);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowPos(nint window, int x, int y);

    [LibraryImport(Library)]
    public static partial void glfwGetWindowSize(nint window, out int width, out int height);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowSize(nint window, int width, int height);

    [LibraryImport(Library)]
    public static partial void glfwGetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(Library)]
    public static partial void glfwGetWindowFrameSize(nint window, out int left, out int top, out int right, out int bottom);

    [LibraryImport(Library)]
    public static partial void glfwIconifyWindow(nint window);

    [LibraryImport(Library)]
    public static partial void glfwRestoreWindow(nint window);

    [LibraryImport(Library)]
    public static partial void glfwMaximizeWindow(nint window);

    [LibraryImport(Library)]
    public static partial void glfwShowWindow(nint window);

    [LibraryImport(Library)]
    public static partial void glfwHideWindow(nint window);

    [LibraryImport(Library)]
    public static partial void glfwFocusWindow(nint window);

    [LibraryImport(Library)]
    public static partial nint glfwGetWindowMonitor(nint window);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowMonitor(nint window, nint monitor, int x, int y, int width, int height, int refreshRate);

    [LibraryImport(Library)]
    public static partial int glfwGetWindowAttrib(nint window, int attribute);

    [LibraryImport(Library)]
    public static partial void glfwSetWindowAttrib(nint window, int attribute, int value);

    [LibraryImport(Library)]
    public static partial void glfwPollEvents();

    [LibraryImport(Library)]
    public static partial void glfwWaitEvents();

    [LibraryImport(Library)]
    public static partial void glfwPostEmptyEvent();

    [LibraryImport(Library)]
    public static partial void glfwMakeContextCurrent(nint window);

    [LibraryImport(Library)]
    public static partial nint glfwGetCurrentContext();

    [LibraryImport(Library)]
    public static partial void glfwSwapBuffers(nint window);

    [LibraryImport(Library)]
    public static partial void glfwSwapInterval(int interval);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint glfwGetProcAddress(string name);

    private static nint Find()
    {
        foreach (string candidate in Candidates)
        {
            if (NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), null, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

    /// <summary>A picture as GLFW takes it.</summary>
    internal struct Image
    {
        public int Width;
        public int Height;
        public byte* Pixels;
    }
}
