using Silk.NET.Core.Contexts;

namespace Silk.NET.OpenGL;

public static class ContextSourceExtensions
{
    /// <summary>OpenGL of a window's context.</summary>
    public static GL CreateOpenGL(this IGLContextSource src) => GL.GetApi(src);
}
