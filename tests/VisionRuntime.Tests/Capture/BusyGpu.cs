using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionRuntime.Tests.Capture;

/// <summary>
/// A function loader whose GPU can be behind: its fences are not signaled and its queries are not available. Meanwhile every call that
/// would block until the GPU is done is noted.
/// </summary>
internal static unsafe class BusyGpu
{
    private const uint TimeoutExpired = 0x911B, QueryResult = 0x8866, QueryResultAvailable = 0x8867, PixelPackBufferBinding = 0x88ED;

    private static delegate* unmanaged<nint, uint, ulong, uint> _wait;
    private static delegate* unmanaged<void> _finish;
    private static delegate* unmanaged<uint, nint, nint, uint, nint> _map;
    private static delegate* unmanaged<uint, nint, nint, void*, void> _readBuffer;
    private static delegate* unmanaged<int, int, int, int, uint, uint, void*, void> _readPixels;
    private static delegate* unmanaged<uint, uint, int*, void> _available;
    private static delegate* unmanaged<uint, uint, ulong*, void> _result;

    /// <summary>Whether the GPU has not finished what it was given.</summary>
    public static bool IsBehind { get; set; }

    /// <summary>The calls that waited for the GPU while it was behind.</summary>
    public static List<string> Waits { get; } = [];

    public static nint GetProcAddress(string name)
    {
        nint real = Egl(name);
        switch (name)
        {
            case "glClientWaitSync":
                _wait = (delegate* unmanaged<nint, uint, ulong, uint>)real;
                return (nint)(delegate* unmanaged[Cdecl]<nint, uint, ulong, uint>)&ClientWaitSync;
            case "glFinish":
                _finish = (delegate* unmanaged<void>)real;
                return (nint)(delegate* unmanaged[Cdecl]<void>)&Finish;
            case "glMapBufferRange":
                _map = (delegate* unmanaged<uint, nint, nint, uint, nint>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint, nint, nint, uint, nint>)&MapBufferRange;
            case "glGetBufferSubData":
                _readBuffer = (delegate* unmanaged<uint, nint, nint, void*, void>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint, nint, nint, void*, void>)&GetBufferSubData;
            case "glReadPixels":
                _readPixels = (delegate* unmanaged<int, int, int, int, uint, uint, void*, void>)real;
                return (nint)(delegate* unmanaged[Cdecl]<int, int, int, int, uint, uint, void*, void>)&ReadPixels;
            case "glGetQueryObjectiv":
                _available = (delegate* unmanaged<uint, uint, int*, void>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint, uint, int*, void>)&GetQueryObjectiv;
            case "glGetQueryObjectui64v":
                _result = (delegate* unmanaged<uint, uint, ulong*, void>)real;
                return (nint)(delegate* unmanaged[Cdecl]<uint, uint, ulong*, void>)&GetQueryObjectui64v;
            default:
                return real;
        }
    }

    [DllImport("libEGL.so.1", EntryPoint = "eglGetProcAddress")]
    private static extern nint Egl([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libEGL.so.1", EntryPoint = "eglGetProcAddress")]
    private static extern delegate* unmanaged<uint, int*, void> GetIntegerv([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    private static void Note(bool waits, string call)
    {
        if (IsBehind && waits) Waits.Add(call);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint ClientWaitSync(nint sync, uint flags, ulong timeout)
    {
        Note(timeout > 0, $"glClientWaitSync with a timeout of {timeout} ns");
        return IsBehind ? TimeoutExpired : _wait(sync, flags, timeout);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Finish()
    {
        Note(true, "glFinish");
        _finish();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint MapBufferRange(uint target, nint offset, nint length, uint access)
    {
        Note((access & 1) != 0, "glMapBufferRange for reading");
        return _map(target, offset, length, access);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GetBufferSubData(uint target, nint offset, nint size, void* data)
    {
        Note(true, "glGetBufferSubData");
        _readBuffer(target, offset, size, data);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReadPixels(int x, int y, int width, int height, uint format, uint type, void* pixels)
    {
        int buffer = 0;
        GetIntegerv("glGetIntegerv")(PixelPackBufferBinding, &buffer);
        Note(buffer == 0, "glReadPixels into the memory of the host");
        _readPixels(x, y, width, height, format, type, pixels);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GetQueryObjectiv(uint id, uint name, int* value)
    {
        Note(name == QueryResult, "glGetQueryObjectiv of a result");
        if (IsBehind && name == QueryResultAvailable) *value = 0;
        else _available(id, name, value);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GetQueryObjectui64v(uint id, uint name, ulong* value)
    {
        Note(name == QueryResult, "glGetQueryObjectui64v of a result");
        _result(id, name, value);
    }
}
