using System.Diagnostics.CodeAnalysis;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// An OpenGL context without a window or a display server, created through EGL: for tests, for training on servers, and for programs
/// without a window. Linux only; on other systems, use a hidden window.
/// </summary>
/// <remarks>A context is current on one thread at a time; call <see cref="Release"/> before another thread makes it current.</remarks>
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

    /// <summary>Gets the OpenGL functions of the context, to be called on the thread on which it is current.</summary>
    public GL Gl { get; }

    /// <summary>Gets the name of the renderer as reported by the driver, for example <c>llvmpipe (LLVM 15.0.6, 256 bits)</c>.</summary>
    public string Renderer { get; private set; } = "";

    /// <summary>Gets the OpenGL version, for example 4.5.</summary>
    public Version Version { get; private set; } = new();

    /// <summary>
    /// Creates a core context of the highest version from 4.6 down to 4.3 and makes it current on the calling thread. Hardware is preferred
    /// over software.
    /// </summary>
    /// <param name="framebufferWidth">The width of a default framebuffer in pixels; 0 for none (framebuffer objects work without
    /// one).</param>
    /// <param name="framebufferHeight">The height of the default framebuffer in pixels.</param>
    /// <exception cref="OpenGLException">EGL is missing or has no usable display, or its OpenGL is older than 4.3.</exception>
    public static HeadlessContext Create(int framebufferWidth = 0, int framebufferHeight = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(framebufferWidth);
        ArgumentOutOfRangeException.ThrowIfNegative(framebufferHeight);
        var egl = Egl.Load();
        var displays = UsableDisplays(egl);
        if (displays.Count == 0)
            throw new OpenGLException(
                "Headless OpenGL: EGL has no usable display; install the Debian package libgl1-mesa-dri, which brings the drivers, " +
                "or open a window");
        string? tooOld = null;
        foreach (nint display in displays)
        {
            var context = CreateOn(egl, display, framebufferWidth, framebufferHeight);
            if (context is null) continue;
            if (context.Version >= new Version(4, 3)) return context;
            tooOld ??= $"Headless OpenGL: {context.Renderer} supports OpenGL {context.Version}, and compute shaders need 4.3; " +
                "update the driver (Debian package libgl1-mesa-dri)";
            context.Dispose();
        }
        throw new OpenGLException(tooOld
            ?? $"Headless OpenGL: EGL failed to create a desktop OpenGL context (error 0x{egl.GetError():X4}); " +
                "install the Debian package libgl1-mesa-dri, or open a window");
    }

    /// <summary>Creates a context as <see cref="Create"/> does, or returns false and a one-sentence reason.</summary>
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
    /// <exception cref="OpenGLException">The context is current on another thread.</exception>
    public void MakeCurrent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (TryMakeCurrent()) return;
        int error = _egl.GetError();
        throw new OpenGLException(error == Egl.BadAccess
            ? "Headless OpenGL: the context is current on another thread; call Release there first"
            : $"Headless OpenGL: the context could not be made current (EGL error 0x{error:X4})");
    }

    /// <summary>Releases the context from the calling thread; does nothing if another context is current.</summary>
    public void Release()
    {
        if (_egl.GetCurrentContext() != _context) return;
        _egl.BindApi(Egl.OpenGLApi);
        _egl.MakeCurrent(_display, 0, 0, 0);
    }

    /// <summary>
    /// Destroys the context and all its objects. If it is current on another thread, it lives until that thread releases it.
    /// </summary>
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
        _egl.BindApi(Egl.OpenGLApi); // The bound API is per-thread state.
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
