using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A folder of files that each belong to a key on one version of one driver, and carry a tag and a checksum. A folder that cannot be read
/// or written is as good as an empty one; files that were not used for 60 days are deleted.
/// </summary>
/// <param name="folder">The folder, which is created when the first file is written.</param>
/// <param name="extension">The extension of the files, for example <c>.program</c>.</param>
internal sealed class CacheFolder(string folder, string extension)
{
    private const int HeaderBytes = 4 + SHA256.HashSizeInBytes;
    private static readonly TimeSpan Unused = TimeSpan.FromDays(60);
    private bool _pruned;

    /// <summary>
    /// Returns the folder of a cache: the value of an environment variable, null if that is empty, otherwise the folder of this name in the
    /// user's folder for local application data; null where there is none.
    /// </summary>
    public static string? Default(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { } chosen) return chosen.Length == 0 ? null : chosen;
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return data.Length == 0 ? null : Path.Combine(data, "vision", name);
    }

    /// <summary>Reads the file of a key; false if there is none or it is damaged.</summary>
    public bool TryRead(GL gl, string key, out int tag, out byte[] content)
    {
        (tag, content) = (0, []);
        string path = PathOf(gl, key);
        try
        {
            if (!File.Exists(path)) return false;
            byte[] file = File.ReadAllBytes(path);
            var rest = file.AsSpan(Math.Min(HeaderBytes, file.Length));
            if (rest.IsEmpty || !SHA256.HashData(rest).AsSpan().SequenceEqual(file.AsSpan(4, SHA256.HashSizeInBytes))) return false;
            (tag, content) = (BinaryPrimitives.ReadInt32LittleEndian(file), rest.ToArray());
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes the file of a key, beside the old one and renamed.</summary>
    /// <returns>Whether it was written.</returns>
    public bool TryWrite(GL gl, string key, int tag, ReadOnlySpan<byte> content)
    {
        byte[] file = new byte[HeaderBytes + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(file, tag);
        SHA256.HashData(content, file.AsSpan(4));
        content.CopyTo(file.AsSpan(HeaderBytes));
        string path = PathOf(gl, key), partial = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.partial";
        try
        {
            Directory.CreateDirectory(folder);
            Prune();
            File.WriteAllBytes(partial, file);
            File.Move(partial, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // The next start computes it again.
        }
    }

    private string PathOf(GL gl, string key)
    {
        string driver = $"{gl.GetStringS(StringName.Vendor)}, {gl.GetStringS(StringName.Renderer)}, {gl.GetStringS(StringName.Version)}";
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{driver}\n{key}"))) + extension);
    }

    private void Prune()
    {
        if (_pruned) return;
        _pruned = true;
        var oldest = DateTime.UtcNow - Unused;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if ((file.Extension == extension || file.Extension == ".partial") && file.LastWriteTimeUtc < oldest) file.Delete();
        }
    }
}
