using Silk.NET.Core.Contexts;
using Silk.NET.Core.Loader;

namespace Silk.NET.Core.Native;

/// <summary>Holds the context that native functions are loaded from.</summary>
public abstract class NativeApiContainer : IDisposable
{
#pragma warning disable IDE1006 // the package's name
    protected readonly INativeContext _ctx;
#pragma warning restore IDE1006

    public NativeApiContainer(INativeContext ctx) => _ctx = ctx;

    public void Dispose() => _ctx.Dispose();

    /// <summary>The address of a function. Throws <see cref="SymbolLoadingException"/> where there is none.</summary>
    protected nint Load(string entryPoint)
        => _ctx.TryGetProcAddress(entryPoint, out nint address) && address != 0
            ? address
            : throw new SymbolLoadingException(entryPoint);
}

/// <summary>A native API, such as OpenGL.</summary>
public abstract class NativeAPI : NativeApiContainer
{
    public NativeAPI(INativeContext ctx)
        : base(ctx) => Context = ctx;

    public INativeContext Context { get; }

    public abstract bool IsExtensionPresent(string name);
}
