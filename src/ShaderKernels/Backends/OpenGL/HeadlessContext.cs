using System.Diagnostics.CodeAnalysis;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// An OpenGL context without a window or a display server, through EGL: for tests, for training on servers, and for programs that show nothing.
/// On Linux only; elsewhere open a hidden window.
/// </summary>
/// <remarks>A context is current on one thread at a time; <see cref="Release"/> lets go of it so that another thread may take it.</remarks>
public sealed unsafe partial class HeadlessContext : IDisposable
{
    private readonly Egl _egl;
    private readonly nint _display, _context, _surface;
    private bool _disposed;

    private HeadlessContext(Egl egl, nint display, nint context, nint surface)
    {
        _egl = egl;
        _display = display;
        _context = context;
        _surface = surface;
        Gl = GL.GetApi(egl.GetProcAddress);
    }

    /// <summary>The functions of the context; to be called on the thread where it is current.</summary>
    public GL Gl { get; }

    /// <summary>The processor that draws, in the driver's words, for example <c>llvmpipe (LLVM 15.0.6, 256 bits)</c>.</summary>
    public string Renderer { get; private set; } = "";

    /// <summary>The version of OpenGL, for example 4.5.</summary>
    public Version Version { get; private set; } = new();

    /// <summary>
    /// Makes a core context of the highest version from 4.6 down to 4.3 and makes it current on the calling thread.
    /// A hardware processor goes before a software one.
    /// </summary>
    /// <param name="framebufferWidth">The width in pixels of a default framebuffer, 0 for none (framebuffer objects work without one).</param>
    /// <param name="framebufferHeight">Its height in pixels.</param>
    /// <exception cref="OpenGLException">EGL is not there, has no display to offer, or its OpenGL is older than 4.3.</exception>
    public static HeadlessContext Create(int framebufferWidth = 0, int framebufferHeight = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(framebufferWidth);
        ArgumentOutOfRangeException.ThrowIfNegative(framebufferHeight);
        var egl = Egl.Load();
        var displays = UsableDisplays(egl);
        if (displays.Count == 0)
            throw new OpenGLException("OpenGL without a window: EGL offers no usable display; install the Debian package libgl1-mesa-dri, which brings the drivers, or open a window");
        string? tooOld = null;
        foreach (nint display in displays)
        {
            var context = CreateOn(egl, display, framebufferWidth, framebufferHeight);
            if (context is null) continue;
            if (context.Version >= new Version(4, 3)) return context;
            tooOld ??= $"OpenGL without a window: {context.Renderer} offers OpenGL {context.Version}, and compute shaders need 4.3; update the driver (Debian package libgl1-mesa-dri)";
            context.Dispose();
        }
        throw new OpenGLException(tooOld ?? $"OpenGL without a window: EGL refused a desktop OpenGL context (error 0x{egl.GetError():X4}); install the Debian package libgl1-mesa-dri, or open a window");
    }

    /// <summary>Makes a context as <see cref="Create"/> does, or says in one sentence why there is none.</summary>
    public static bool TryCreate([NotNullWhen(true)] out HeadlessContext? context, out string reason)
    {
        try
        {
            context = Create();
            reason = "";
            return true;
        }
        catch (OpenGLException exception)
        {
            context = null;
            reason = exception.Message;
            return false;
        }
    }

    /// <summary>Makes the context current on the calling thread.</summary>
    /// <exception cref="OpenGLException">It is current on another thread.</exception>
    public void MakeCurrent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (TryMakeCurrent()) return;
        int error = _egl.GetError();
        throw new OpenGLException(error == Egl.BadAccess
            ? "OpenGL without a window: the context is current on another thread; call Release there first"
            : $"OpenGL without a window: the context could not be made current (EGL error 0x{error:X4})");
    }

    /// <summary>Lets go of the context on the calling thread; does nothing where another one is current.</summary>
    public void Release()
    {
        if (_egl.GetCurrentContext() != _context) return;
        _egl.BindApi(Egl.OpenGLApi);
        _egl.MakeCurrent(_display, 0, 0, 0);
    }

    /// <summary>Ends the context and frees everything in it; another thread that has it current keeps it until it lets go.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Release();
        Gl.Dispose();
        _egl.DestroyContext(_display, _context);
        if (_surface != 0) _egl.DestroySurface(_display, _surface);
    }

    private bool TryMakeCurrent()
    {
        _egl.BindApi(Egl.OpenGLApi); // which API a thread speaks is the thread's own state
        return _egl.MakeCurrent(_display, _surface, _surface, _context) != 0;
    }

    private static HeadlessContext? CreateOn(Egl egl, nint display, int width, int height)
    {
        if (egl.BindApi(Egl.OpenGLApi) == 0) return null;
        bool framebuffer = width > 0 && height > 0;
        nint config = ChooseConfig(egl, display, framebuffer);
        if (framebuffer && config == 0) return null;
        nint handle = CreateContext(egl, display, config);
        if (handle == 0) return null;
        nint surface = framebuffer ? CreateFramebuffer(egl, display, config, width, height) : 0;
        var context = new HeadlessContext(egl, display, handle, surface);
        if (framebuffer && surface == 0 || !context.TryMakeCurrent())
        {
            context.Dispose();
            return null;
        }
        context.Gl.GetInteger(GetPName.MajorVersion, out int major);
        context.Gl.GetInteger(GetPName.MinorVersion, out int minor);
        context.Version = new(major, minor);
        context.Renderer = context.Gl.GetStringS(StringName.Renderer);
        return context;
    }
}
