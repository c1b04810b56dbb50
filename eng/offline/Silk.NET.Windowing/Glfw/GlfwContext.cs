using Silk.NET.Core.Contexts;
using Silk.NET.Core.Loader;

namespace Silk.NET.Windowing.Glfw;

/// <summary>The OpenGL context of a GLFW window.</summary>
internal sealed class GlfwContext(nint window, IGLContextSource source) : IGLContext
{
    public nint Handle => window;

    public IGLContextSource? Source => source;

    public bool IsCurrent => Glfw3.glfwGetCurrentContext() == window;

    public void SwapInterval(int interval) => Glfw3.glfwSwapInterval(interval);

    public void SwapBuffers() => Glfw3.glfwSwapBuffers(window);

    public void MakeCurrent() => Glfw3.glfwMakeContextCurrent(window);

    public void Clear()
    {
        if (IsCurrent)
        {
            Glfw3.glfwMakeContextCurrent(0);
        }
    }

    public nint GetProcAddress(string proc, int? slot = default)
        => TryGetProcAddress(proc, out nint address) ? address : throw new SymbolLoadingException(proc);

    public bool TryGetProcAddress(string proc, out nint addr, int? slot = default)
    {
        addr = Glfw3.glfwGetProcAddress(proc);
        return addr != 0;
    }

    public void Dispose()
    {
    }
}
