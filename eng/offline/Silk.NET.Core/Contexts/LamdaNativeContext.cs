using Silk.NET.Core.Loader;

namespace Silk.NET.Core.Contexts;

/// <summary>A native context over a function that looks names up. (The package spells it so.)</summary>
public struct LamdaNativeContext : INativeContext
{
    private readonly Func<string, nint> lookUp;

    public delegate bool TryLoader(string proc, out nint pfn);

    public LamdaNativeContext(Func<string, nint> getProcAddress) => lookUp = getProcAddress;

    public LamdaNativeContext(TryLoader getProcAddress)
        => lookUp = proc => getProcAddress(proc, out nint address) ? address : 0;

    public nint GetProcAddress(string proc, int? slot = default)
        => TryGetProcAddress(proc, out nint address) ? address : throw new SymbolLoadingException(proc);

    public bool TryGetProcAddress(string proc, out nint addr, int? slot = default)
    {
        addr = lookUp(proc);
        return addr != 0;
    }

    public void Dispose()
    {
    }
}
