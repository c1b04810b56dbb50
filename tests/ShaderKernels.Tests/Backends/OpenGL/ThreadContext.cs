using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>
/// One headless context for each thread that runs tests, since a context is current on one thread only and a test stays on its thread.
/// </summary>
public static class ThreadContext
{
    [ThreadStatic] private static HeadlessContext? _context;
    [ThreadStatic] private static string? _missing;

    /// <summary>Returns the OpenGL functions of the context of this thread; skips the test if there is none.</summary>
    public static GL Gl()
    {
        if (_context is null && _missing is null && !HeadlessContext.TryCreate(out _context, out string reason)) _missing = reason;
        Skip.If(_context is null, _missing);
        _context!.MakeCurrent();
        return _context.Gl;
    }
}
