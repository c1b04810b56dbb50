using System.Globalization;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Reads data that a model keeps in files beside it, and from nowhere else: no path may lead out of the model's own folder.</summary>
internal sealed class ExternalData
{
    private readonly string _folder;

    /// <summary>Data beside a file.</summary>
    public ExternalData(string file) => _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>Reads the bytes of one tensor.</summary>
    public byte[] Read(IReadOnlyList<StringStringEntryProto> entries, long expected, string where)
    {
        string location = Entry("location") ?? throw new OnnxException($"{where}: its data lie outside the file, but no location is given");
        string path = Locate(location, where);
        long length = new FileInfo(path).Length, offset = Number("offset", 0), count = Number("length", Math.Max(0, length - offset));
        if (offset > length || count > length - offset)
            throw new OnnxException($"{where}: {count} bytes from {offset} do not lie in '{location}', which has {length}");
        if (count != expected) throw new OnnxException($"{where}: {count} bytes of '{location}' do not fill it, which takes {expected}");
        var bytes = new byte[count];
        using var stream = File.OpenRead(path);
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;

        string? Entry(string key) => entries.LastOrDefault(entry => entry.Key == key)?.Value;

        long Number(string key, long missing)
        {
            if (Entry(key) is not { } text) return missing;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw new OnnxException($"{where}: the {key} '{text}' of its external data is no whole number from 0");
        }
    }

    private string Locate(string location, string where)
    {
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal) || parts.Contains("..", StringComparer.Ordinal))
            throw new OnnxException($"{where}: the external data '{location}' do not lie in the model's own folder, and nothing else is read");
        string path = Path.GetFullPath(Path.Combine([_folder, .. parts]));
        if (!File.Exists(path)) throw new OnnxException($"{where}: its external data '{location}' are not there beside the model");
        string home = Resolved(_folder), real = Resolved(path);
        if (!real.StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OnnxException($"{where}: the external data '{location}' are a link that leads out of the model's own folder");
        return path;
    }

    /// <summary>The path with every link on the way followed.</summary>
    private static string Resolved(string path)
    {
        string root = Path.GetPathRoot(path)!, resolved = root;
        foreach (string part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (entry.LinkTarget is not null) resolved = Resolved(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        return resolved;
    }
}
