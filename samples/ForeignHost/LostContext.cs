using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ForeignHost;

/// <summary>
/// A function loader whose context can be lost, as after a reset of the GPU: waiting fails, memory cannot be mapped, and glGetError says so.
/// </summary>
internal static unsafe class LostContext
{
    private static delegate* unmanaged<nint, uint, ulong, uint> _wait;
    private static delegate* unmanaged<uint, nint, nint, uint, nint> _map;
    private static delegate* unmanaged<uint> _error;

    /// <summary>Whether the context is lost.</summary>
    public static bool IsLost { get; set; }

    public static nint GetProcAddress(string name)
    {
        nint real = EglContext.GetProcAddress(name);
        switch (name)
        {
            case "glClientWaitSync":
                _wait = (delegate* unmanaged<nint, uint, ulong, uint>)real;
                return (nint)(delegate* unmanaged[Cdecl]<nint, uint, ulong, uint>)&Wait;
            case "glMapBufferRange":
                _map = (delegate* unmanaged<uint, nint, nint, uint, nint>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint, nint, nint, uint, nint>)&Map;
            case "glGetError":
                _error = (delegate* unmanaged<uint>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint>)&Error;
            default:
                return real;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint Wait(nint sync, uint flags, ulong timeout) => IsLost ? 0x911D /* WAIT_FAILED */ : _wait(sync, flags, timeout);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Map(uint target, nint offset, nint length, uint access) => IsLost ? 0 : _map(target, offset, length, access);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint Error() => IsLost ? 0x0507 /* CONTEXT_LOST */ : _error();
}
