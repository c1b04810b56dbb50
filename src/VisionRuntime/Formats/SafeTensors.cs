using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats;

/// <summary>
/// Weights by name in the safetensors format: eight bytes with the header's length, a JSON header (each tensor's type, shape and place),
/// and the numbers. Nothing in such a file is code, and nothing is believed before it was checked. Numbers are read when they are asked for.
/// </summary>
/// <remarks>Layout as the format's specification says: little-endian, row-major, tensors one behind the other without gaps.</remarks>
public sealed class SafeTensors : IDisposable
{
    /// <summary>The longest header that the format's own reader takes.</summary>
    private const int LongestHeader = 100_000_000;

    private readonly FileStream _file;
    private readonly Dictionary<string, SafeTensorEntry> _entries;
    private readonly long _start;

    private SafeTensors(FileStream file, Dictionary<string, SafeTensorEntry> entries, Dictionary<string, string> metadata, long start) =>
        (_file, _entries, Metadata, _start) = (file, entries, metadata, start);

    /// <summary>The words that the writer put beside the tensors (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the tensors, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, cut short, or its header is impossible; the message says which.</exception>
    public static SafeTensors Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: the file {(File.Exists(path) ? "cannot be read" : "does not exist")}", exception);
        }
        try
        {
            return Read(path, file);
        }
        catch (Exception exception)
        {
            file.Dispose();
            if (exception is JsonException or ShapeException or OverflowException or FormatException or InvalidOperationException or IOException)
                throw new CheckpointException($"{path}: this is no safetensors file, or a damaged one ({exception.Message})", exception);
            throw;
        }
    }

    /// <summary>Writes variables to a file as float32, replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variables">Where the numbers are.</param>
    /// <param name="metadata">Words to put beside them.</param>
    /// <param name="chosen">Which variables; all where null.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string path, Variables variables, IReadOnlyDictionary<string, string>? metadata = null, Func<string, bool>? chosen = null)
    {
        string[] names = [.. variables.Names.Where(name => chosen is null || chosen(name))];
        byte[] header = SafeTensorsHeader.Write([.. names.Select(name => (name, variables.ShapeOf(name)))], metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (string name in names) stream.Write(MemoryMarshal.AsBytes<float>(variables.Read(name)));
        });
    }

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="CheckpointException">No tensor has the name.</exception>
    public Shape ShapeOf(string name) => Find(name).Shape;

    /// <summary>The numbers of a tensor as float32, row-major, whatever type they have in the file.</summary>
    /// <exception cref="CheckpointException">No tensor has the name, or its type is not known here.</exception>
    public float[] Read(string name)
    {
        var entry = Find(name);
        byte[] bytes = new byte[entry.Length];
        _file.Position = _start + entry.Begin;
        _file.ReadExactly(bytes);
        return entry.Type.ToFloats(bytes);
    }

    /// <summary>Writes the file's numbers into variables that are already there. Either all are written or none.</summary>
    /// <param name="variables">Where to.</param>
    /// <param name="needed">Which variables the file must have; the others keep their numbers where it has none.</param>
    /// <param name="nameOf">What the file calls a variable; the variable's own name where null.</param>
    /// <exception cref="CheckpointException">A needed variable is missing, or one has another shape.</exception>
    public void RestoreInto(Variables variables, Func<string, bool> needed, Func<string, string>? nameOf = null)
    {
        nameOf ??= name => name;
        foreach (string name in variables.Names)
        {
            if (!_entries.TryGetValue(nameOf(name), out var entry))
            {
                if (needed(name)) throw new CheckpointException($"{_file.Name}: the file is of another network: it has no {nameOf(name)}");
            }
            else if (entry.Shape != variables.ShapeOf(name))
            {
                throw new CheckpointException($"{_file.Name}: the file is of another network: its {nameOf(name)} is {entry.Shape}, {name} is {variables.ShapeOf(name)}");
            }
        }
        foreach (string name in variables.Names.Where(name => _entries.ContainsKey(nameOf(name)))) variables.Write(name, Read(nameOf(name)));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static SafeTensors Read(string path, FileStream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (file.Length < bytes.Length) throw new CheckpointException($"{path}: {file.Length} bytes are too few for a safetensors file");
        file.ReadExactly(bytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader || (long)length > file.Length - bytes.Length)
            throw new CheckpointException($"{path}: this is no safetensors file, or one cut short: its header would be {length} bytes long");
        byte[] header = new byte[length];
        file.ReadExactly(header);
        var (entries, metadata) = SafeTensorsHeader.Read(path, header, file.Length - file.Position);
        return new SafeTensors(file, entries, metadata, file.Position);
    }

    private SafeTensorEntry Find(string name) =>
        _entries.TryGetValue(name, out var entry) ? entry : throw new CheckpointException($"{_file.Name}: the file has no {name}");
}
