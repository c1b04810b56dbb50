using System.Runtime.InteropServices;

namespace Silk.NET.OpenGL;

/// <summary>Receives the messages of a debug context.</summary>
[UnmanagedFunctionPointer(CallingConvention.Winapi)]
public delegate void DebugProc(GLEnum source, GLEnum type, int id, GLEnum severity, int length, nint message, nint userParam);
