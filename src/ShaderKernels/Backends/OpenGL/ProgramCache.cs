using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Keeps linked compute shaders in files (ARB_get_program_binary), so that a later start of the program compiles none of them. A file
/// belongs to one source on one driver; where the driver was updated, or rejects the binary, the shader is compiled again.
/// </summary>
/// <remarks>A cache that cannot be read or written is as good as an empty one. Files that were not used for 60 days are deleted.</remarks>
public sealed unsafe class ProgramCache
{
    private const int HeaderBytes = 4 + SHA256.HashSizeInBytes;
    private static readonly TimeSpan Unused = TimeSpan.FromDays(60);
    private readonly string _folder;
    private bool _pruned;

    /// <summary>Creates a cache in a folder, which is created when the first program is stored.</summary>
    public ProgramCache(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
    }

    /// <summary>
    /// Gets the cache in the user's folder for local application data; null where there is none, or where the environment variable
    /// VISION_PROGRAM_CACHE is empty. Another value of it names another folder.
    /// </summary>
    public static ProgramCache? Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable("VISION_PROGRAM_CACHE") is { } chosen) return chosen.Length == 0 ? null : new(chosen);
            string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return data.Length == 0 ? null : new(Path.Combine(data, "vision", "programs"));
        }
    }

    /// <summary>Gets the number of programs that were loaded from files.</summary>
    public int Loaded { get; private set; }

    /// <summary>Gets the number of programs that were written to files.</summary>
    public int Stored { get; private set; }

    /// <summary>Loads the binary of a source into a program that is not linked yet.</summary>
    /// <returns>Whether the program is linked now.</returns>
    internal bool TryLoad(GL gl, uint program, string source)
    {
        string path = PathOf(gl, source);
        try
        {
            if (!File.Exists(path)) return false;
            byte[] file = File.ReadAllBytes(path);
            var binary = file.AsSpan(Math.Min(HeaderBytes, file.Length));
            // A damaged binary must never reach the driver.
            if (binary.IsEmpty || !SHA256.HashData(binary).AsSpan().SequenceEqual(file.AsSpan(4, SHA256.HashSizeInBytes))) return false;
            int format = BinaryPrimitives.ReadInt32LittleEndian(file);
            if (!IsFormat(gl, format)) return false; // the call would leave an error behind
            fixed (byte* data = binary) gl.ProgramBinary(program, (GLEnum)format, data, (uint)binary.Length);
            gl.GetProgram(program, ProgramPropertyARB.LinkStatus, out int linked);
            if (linked == 0) return false;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            Loaded++;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Stores the binary of a linked program.</summary>
    internal void Store(GL gl, uint program, string source)
    {
        gl.GetProgram(program, ProgramPropertyARB.ProgramBinaryLength, out int length);
        if (length <= 0) return; // the driver has no format for binaries
        byte[] file = new byte[HeaderBytes + length];
        uint written;
        GLEnum format;
        fixed (byte* data = &file[HeaderBytes]) gl.GetProgramBinary(program, (uint)length, &written, &format, data);
        if (written == 0) return;
        var binary = file.AsSpan(HeaderBytes, (int)written);
        BinaryPrimitives.WriteInt32LittleEndian(file, (int)format);
        SHA256.HashData(binary, file.AsSpan(4));
        string path = PathOf(gl, source), partial = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.partial";
        try
        {
            Directory.CreateDirectory(_folder);
            Prune();
            File.WriteAllBytes(partial, file[..(HeaderBytes + (int)written)]);
            File.Move(partial, path, overwrite: true);
            Stored++;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start compiles it again.
        }
    }

    private static bool IsFormat(GL gl, int format)
    {
        gl.GetInteger(GetPName.NumProgramBinaryFormats, out int count);
        if (count == 0) return false;
        int[] formats = new int[count];
        fixed (int* first = formats) gl.GetInteger(GetPName.ProgramBinaryFormats, first);
        return formats.Contains(format);
    }

    private string PathOf(GL gl, string source)
    {
        string driver = $"{gl.GetStringS(StringName.Vendor)}, {gl.GetStringS(StringName.Renderer)}, {gl.GetStringS(StringName.Version)}";
        return Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{driver}\n{source}"))) + ".program");
    }

    private void Prune()
    {
        if (_pruned) return;
        _pruned = true;
        var oldest = DateTime.UtcNow - Unused;
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*.p*"))
        {
            if (file.Extension is ".program" or ".partial" && file.LastWriteTimeUtc < oldest) file.Delete();
        }
    }
}
