using System.Globalization;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads the external data of tensors, from the folder of the model and from nowhere else.</summary>
internal sealed class ExternalData
{
    private readonly string _folder;

    /// <param name="modelPath">The path of the model.</param>
    public ExternalData(string modelPath) => _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;

    /// <summary>Reads the bytes of a tensor.</summary>
    /// <param name="entries">The tensor's external_data: location, offset and length.</param>
    /// <param name="size">The size that the tensor's shape and type require, in bytes.</param>
    /// <param name="where">What error messages call the tensor.</param>
    public byte[] Read(IReadOnlyList<StringStringEntryProto> entries, long size, string where)
    {
        string location = Entry("location") ?? throw new OnnxException($"{where}: its data is external, but its location is missing");
        string path = Locate(location, where);
        long fileSize = new FileInfo(path).Length, offset = Integer("offset", 0);
        long length = Integer("length", Math.Max(0, fileSize - offset));
        if (offset > fileSize || length > fileSize - offset)
            throw new OnnxException($"{where}: '{location}' has {fileSize} bytes; {length} bytes at offset {offset} exceed them");
        if (length != size)
            throw new OnnxException($"{where}: {length} bytes of '{location}' do not fill the tensor, which takes {size} bytes");
        var bytes = new byte[length];
        using var stream = File.OpenRead(path);
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;

        string? Entry(string key) => entries.LastOrDefault(entry => entry.Key == key)?.Value;

        long Integer(string key, long missing)
        {
            if (Entry(key) is not { } text) return missing;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new OnnxException($"{where}: the {key} '{text}' of its external data is not a non-negative integer");
        }
    }

    private string Locate(string location, string where)
    {
        string[] parts = location.Split('/', '\\');
        bool invalid = location.Length == 0 || location.AsSpan().ContainsAny('\0', ':');
        if (invalid || Path.IsPathRooted(location) || parts.Contains("..", StringComparer.Ordinal))
            throw new OnnxException($"{where}: the external data '{location}' is not in the model's own folder; no other files are read");
        string path = Path.GetFullPath(Path.Combine([_folder, .. parts]));
        if (!File.Exists(path))
            throw new OnnxException($"{where}: the external data '{location}' is missing; it must be in the model's folder");
        string home = ResolveLinks(_folder), target = ResolveLinks(path);
        if (!target.StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OnnxException($"{where}: the external data '{location}' is a link that leads out of the model's own folder");
        return path;
    }

    /// <summary>The path with all symbolic links resolved.</summary>
    private static string ResolveLinks(string path)
    {
        string root = Path.GetPathRoot(path)!, resolved = root;
        foreach (string part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (entry.LinkTarget is not null) resolved = ResolveLinks(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        return resolved;
    }
}
