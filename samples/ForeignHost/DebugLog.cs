using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ForeignHost;

/// <summary>OpenGL's debug output at its strictest: every message, at once, on the thread that caused it.</summary>
internal static unsafe class DebugLog
{
    private static readonly List<string> Complaints = [];

    /// <summary>The number of messages of any kind.</summary>
    public static int Count { get; private set; }

    /// <summary>Begins to record.</summary>
    public static void Start(RawGl gl)
    {
        Complaints.Clear();
        Count = 0;
        gl.Enable(RawGl.DebugOutput);
        gl.Enable(RawGl.DebugSynchronous);
        gl.DebugMessageControl(0x1100, 0x1100, 0x1100, 0, null, 1); // DONT_CARE: all sources, types and severities
        gl.DebugMessageCallback((nint)(delegate* unmanaged[Cdecl]<uint, uint, uint, uint, int, byte*, nint, void>)&Receive, 0);
    }

    /// <summary>Takes the errors, undefined behavior, deprecated functions and portability problems since the last call.</summary>
    public static string[] Take()
    {
        string[] taken = [.. Complaints];
        Complaints.Clear();
        return taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Receive(uint source, uint type, uint id, uint severity, int length, byte* message, nint user)
    {
        Count++;
        // DEBUG_TYPE_ERROR, _DEPRECATED_BEHAVIOR, _UNDEFINED_BEHAVIOR, _PORTABILITY; performance hints are no complaints.
        if (type is >= 0x824C and <= 0x824F) Complaints.Add(Marshal.PtrToStringUTF8((nint)message) ?? "");
    }
}
