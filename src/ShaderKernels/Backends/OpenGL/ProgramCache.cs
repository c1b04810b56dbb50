using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Keeps linked compute shaders in files (ARB_get_program_binary), so that a later start of the program compiles none of them. A file
/// belongs to one source on one driver; where the driver was updated, or rejects the binary, the shader is compiled again.
/// </summary>
/// <remarks>A cache that cannot be read or written is as good as an empty one. Files that were not used for 60 days are deleted.</remarks>
public sealed unsafe class ProgramCache
{
    private readonly CacheFolder _files;

    /// <summary>Creates a cache in a folder, which is created when the first program is stored.</summary>
    public ProgramCache(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _files = new(folder, ".program");
    }

    /// <summary>
    /// Gets the cache in the user's folder for local application data; null where there is none, or where the environment variable
    /// VISION_PROGRAM_CACHE is empty. Another value of it names another folder.
    /// </summary>
    public static ProgramCache? Default => CacheFolder.Default("VISION_PROGRAM_CACHE", "programs") is { } folder ? new(folder) : null;

    /// <summary>Gets the number of programs that were loaded from files.</summary>
    public int Loaded { get; private set; }

    /// <summary>Gets the number of programs that were written to files.</summary>
    public int Stored { get; private set; }

    /// <summary>Loads the binary of a source into a program that is not linked yet.</summary>
    /// <returns>Whether the program is linked now.</returns>
    internal bool TryLoad(GL gl, uint program, string source)
    {
        // A damaged binary must never reach the driver, and one of an unknown format would leave an error behind.
        if (!_files.TryRead(gl, source, out int format, out byte[] binary) || !IsFormat(gl, format)) return false;
        fixed (byte* data = binary) gl.ProgramBinary(program, (GLEnum)format, data, (uint)binary.Length);
        gl.GetProgram(program, ProgramPropertyARB.LinkStatus, out int linked);
        if (linked == 0) return false;
        Loaded++;
        return true;
    }

    /// <summary>Stores the binary of a linked program.</summary>
    internal void Store(GL gl, uint program, string source)
    {
        gl.GetProgram(program, ProgramPropertyARB.ProgramBinaryLength, out int length);
        if (length <= 0) return; // the driver has no format for binaries
        byte[] binary = new byte[length];
        uint written;
        GLEnum format;
        fixed (byte* data = binary) gl.GetProgramBinary(program, (uint)length, &written, &format, data);
        if (written > 0 && _files.TryWrite(gl, source, (int)format, binary.AsSpan(0, (int)written))) Stored++;
    }

    private static bool IsFormat(GL gl, int format)
    {
        gl.GetInteger(GetPName.NumProgramBinaryFormats, out int count);
        if (count == 0) return false;
        int[] formats = new int[count];
        fixed (int* first = formats) gl.GetInteger(GetPName.ProgramBinaryFormats, first);
        return formats.Contains(format);
    }
}
