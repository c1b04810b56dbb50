using System.Runtime.InteropServices;

namespace ForeignHost;

/// <summary>A context that the host creates with nothing but libEGL, with a default framebuffer of its own.</summary>
internal sealed unsafe partial class EglContext : IDisposable
{
    private const int OpenGLApi = 0x30A2, Surfaceless = 0x31DD, None = 0x3038;

    private readonly nint _display, _context, _surface;

    /// <summary>Creates a debug context and makes it current.</summary>
    /// <param name="compatibility">Whether to ask for the compatibility profile instead of the core profile.</param>
    /// <param name="width">The width of the default framebuffer.</param>
    /// <param name="height">The height of the default framebuffer.</param>
    public EglContext(bool compatibility, int width, int height)
    {
        var platformDisplay = (delegate* unmanaged<int, nint, int*, nint>)GetProcAddress("eglGetPlatformDisplayEXT");
        _display = platformDisplay is null ? GetDisplay(0) : platformDisplay(Surfaceless, 0, null);
        if (Initialize(_display, out _, out _) == 0 || BindApi(OpenGLApi) == 0) throw new HostException("EGL has no OpenGL here");
        // SURFACE_TYPE pbuffer, RENDERABLE_TYPE OpenGL, 8 bits for each channel.
        int[] wanted = [0x3033, 1, 0x3040, 8, 0x3024, 8, 0x3023, 8, 0x3022, 8, 0x3021, 8, None];
        nint config = 0;
        if (ChooseConfig(_display, wanted, ref config, 1, out int found) == 0 || found < 1) throw new HostException("EGL has no pbuffers");
        _surface = CreatePbufferSurface(_display, config, [0x3057, width, 0x3056, height, None]);
        // Version 4.3, the profile, the debug flag.
        _context = CreateContext(_display, config, 0, [0x3098, 4, 0x30FB, 3, 0x30FD, compatibility ? 2 : 1, 0x31B0, 1, None]);
        if (_context == 0 || MakeCurrent(_display, _surface, _surface, _context) == 0)
            throw new HostException($"EGL gives no {(compatibility ? "compatibility" : "core")} context of OpenGL 4.3");
    }

    public void Dispose()
    {
        _ = MakeCurrent(_display, 0, 0, 0);
        _ = DestroyContext(_display, _context);
        _ = DestroySurface(_display, _surface);
    }

    [LibraryImport("libEGL.so.1", EntryPoint = "eglGetProcAddress", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetProcAddress(string name);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglGetDisplay")]
    private static partial nint GetDisplay(nint native);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglInitialize")]
    private static partial int Initialize(nint display, out int major, out int minor);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglBindAPI")]
    private static partial int BindApi(int api);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglChooseConfig")]
    private static partial int ChooseConfig(nint display, int[] wanted, ref nint config, int size, out int found);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglCreatePbufferSurface")]
    private static partial nint CreatePbufferSurface(nint display, nint config, int[] attributes);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglCreateContext")]
    private static partial nint CreateContext(nint display, nint config, nint shared, int[] attributes);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglMakeCurrent")]
    private static partial int MakeCurrent(nint display, nint draw, nint read, nint context);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglDestroyContext")]
    private static partial int DestroyContext(nint display, nint context);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglDestroySurface")]
    private static partial int DestroySurface(nint display, nint surface);
}

/// <summary>The host cannot run here; the message says why.</summary>
internal sealed class HostException(string message) : Exception(message);
