using System.Runtime.InteropServices;
using Silk.NET.OpenGL;

namespace SilkNet.Tests;

/// <summary>An OpenGL context without window or display, made current on the calling thread.</summary>
internal sealed partial class HeadlessContext : IDisposable
{
    private const int SurfacelessPlatform = 0x31DD;
    private const uint OpenGLApi = 0x30A2;
    private readonly nint ownDisplay;
    private readonly nint ownContext;

    private HeadlessContext(nint display, nint context, GL gl) => (ownDisplay, ownContext, GL) = (display, context, gl);

    public GL GL { get; }

    /// <summary>The context, or the test is skipped with the reason.</summary>
    public static HeadlessContext Require()
    {
        Skip.IfNot(NativeLibrary.TryLoad("libEGL.so.1", out _), "there is no libEGL.so.1 here");
        nint display = GetPlatformDisplay(SurfacelessPlatform, 0, 0);
        Skip.If(display == 0 || Initialize(display, out _, out _) == 0, "EGL has no surfaceless platform here");
        Assert.NotEqual(0u, BindApi(OpenGLApi));

        // Major, minor, profile = core; on any configuration, for nothing is ever shown.
        nint context = CreateContext(display, 0, 0, [0x3098, 4, 0x30FB, 3, 0x30FD, 1, 0x3038]);
        Skip.If(context == 0, "EGL gives no OpenGL 4.3 core context here");
        Assert.NotEqual(0u, MakeCurrent(display, 0, 0, context));
        return new HeadlessContext(display, context, GL.GetApi(GetProcAddress));
    }

    public void Dispose()
    {
        _ = MakeCurrent(ownDisplay, 0, 0, 0);
        _ = DestroyContext(ownDisplay, ownContext);
    }

    [LibraryImport("libEGL.so.1", EntryPoint = "eglGetPlatformDisplay")]
    private static partial nint GetPlatformDisplay(int platform, nint nativeDisplay, nint attributes);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglInitialize")]
    private static partial uint Initialize(nint display, out int major, out int minor);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglBindAPI")]
    private static partial uint BindApi(uint api);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglCreateContext")]
    private static partial nint CreateContext(nint display, nint configuration, nint share, int[] attributes);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglMakeCurrent")]
    private static partial uint MakeCurrent(nint display, nint draw, nint read, nint context);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglDestroyContext")]
    private static partial uint DestroyContext(nint display, nint context);

    [LibraryImport("libEGL.so.1", EntryPoint = "eglGetProcAddress", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetProcAddress(string name);
}
