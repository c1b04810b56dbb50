namespace Silk.NET.Core.Contexts;

/// <summary>Finds native functions by name.</summary>
public interface INativeContext : IDisposable
{
    /// <summary>The address of a function. Throws <see cref="Loader.SymbolLoadingException"/> where there is none.</summary>
    nint GetProcAddress(string proc, int? slot = default);

    /// <summary>Whether a function exists, and its address.</summary>
    bool TryGetProcAddress(string proc, out nint addr, int? slot = default);
}

/// <summary>An OpenGL context of a window.</summary>
public interface IGLContext : INativeContext
{
    nint Handle { get; }

    IGLContextSource? Source { get; }

    /// <summary>Whether the context is current on the calling thread.</summary>
    bool IsCurrent { get; }

    void SwapInterval(int interval);

    void SwapBuffers();

    void MakeCurrent();

    /// <summary>Makes no context current, where this one was.</summary>
    void Clear();
}

/// <summary>Something that has an OpenGL context, such as a window.</summary>
public interface IGLContextSource
{
    IGLContext? GLContext { get; }
}
