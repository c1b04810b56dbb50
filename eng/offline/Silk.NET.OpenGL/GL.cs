using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.Core.Contexts;
using Silk.NET.Core.Native;

namespace Silk.NET.OpenGL;

/// <summary>
/// OpenGL through the functions of one context. Each function is looked up when it is first called, and throws
/// <see cref="Core.Loader.SymbolLoadingException"/> where the context lacks it. Calls act on whatever context is
/// current on the calling thread.
/// </summary>
public unsafe partial class GL : NativeAPI
{
    private HashSet<string>? extensions;

    public GL(INativeContext ctx)
        : base(ctx)
    {
    }

    /// <summary>OpenGL of a window's context. Throws where the window was made without one.</summary>
    public static GL GetApi(IGLContextSource contextSource)
        => GetApi(contextSource.GLContext
            ?? throw new InvalidOperationException("The given IGLContextSource is not configured with a context."));

    public static GL GetApi(IGLContext ctx) => GetApi((INativeContext)ctx);

    /// <summary>OpenGL over a function that finds the address of a GL function, or zero.</summary>
    public static GL GetApi(Func<string, nint> getProcAddress) => GetApi(new LamdaNativeContext(getProcAddress));

    public static GL GetApi(INativeContext ctx) => new(ctx);

    /// <summary>Whether the current context has an extension, named with or without its "GL_".</summary>
    public override bool IsExtensionPresent(string extension)
    {
        if (extensions is null)
        {
            extensions = new HashSet<string>(StringComparer.Ordinal);
            uint count = (uint)GetInteger(GetPName.NumExtensions);
            for (uint i = 0; i < count; i++)
            {
                extensions.Add(GetStringS(StringName.Extensions, i));
            }
        }

        return extensions.Contains(extension.StartsWith("GL_", StringComparison.Ordinal) ? extension : "GL_" + extension);
    }

    /// <summary>The address of a GL function: looked up on first use, then kept in its slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Entry(ref nint slot, string name) => slot != 0 ? slot : slot = Load(name);

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;

    private static byte[] Utf8(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
