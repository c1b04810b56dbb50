using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats;

/// <summary>
/// Named tensors in the safetensors format: eight bytes with the length of the header, a JSON header (the type, shape and offsets of each
/// tensor), and the values. Such a file contains no code, and its header is validated when it is opened. Values are read on demand.
/// </summary>
/// <remarks>
/// The layout follows the specification of the format: little-endian, row-major, tensors one after the other without gaps.
/// </remarks>
public sealed class SafeTensors : WeightsFile, IDisposable
{
    /// <summary>The longest header that the reference implementation accepts.</summary>
    private const int LongestHeader = 100_000_000;

    private readonly FileStream _file;
    private readonly Dictionary<string, SafeTensorEntry> _entries;
    private readonly long _start;

    private SafeTensors(
        string path, FileStream file, Dictionary<string, SafeTensorEntry> entries, Dictionary<string, string> metadata, long start)
        : base(path) => (_file, _entries, Metadata, _start) = (file, entries, metadata, start);

    /// <summary>Gets the facts that the writer noted (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets the names of the tensors, in the order of the header.</summary>
    public override IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a file and validates its header.</summary>
    /// <exception cref="CheckpointException">
    /// The file does not exist, is not a safetensors file, or is damaged; the message says which.
    /// </exception>
    public static SafeTensors Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CheckpointException.Unreadable(path, exception);
        }
        try
        {
            return Read(path, file);
        }
        catch (Exception exception)
        {
            file.Dispose();
            if (exception is JsonException or OverflowException or FormatException or InvalidOperationException or IOException)
                throw new CheckpointException($"{path}: not a safetensors file, or a damaged one ({exception.Message})", exception);
            throw;
        }
    }

    /// <summary>Saves variables to a file as float32.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="variables">The variables to save.</param>
    /// <param name="metadata">What to note about the file; nothing if null.</param>
    /// <param name="chosen">Which variables; all if null.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(
        string path, Variables variables, IReadOnlyDictionary<string, string>? metadata = null, Func<string, bool>? chosen = null)
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

    /// <summary>Returns the shape of a tensor.</summary>
    /// <exception cref="CheckpointException">The file has no tensor of that name.</exception>
    public Shape ShapeOf(string name) => Find(name).Shape;

    /// <inheritdoc/>
    public override bool TryShapeOf(string name, [NotNullWhen(true)] out Shape? shape)
    {
        shape = _entries.TryGetValue(name, out var found) ? found.Shape : null;
        return shape is not null;
    }

    /// <inheritdoc/>
    public override float[] Read(string name)
    {
        var entry = Find(name);
        byte[] bytes = new byte[entry.Length];
        try
        {
            _file.Position = _start + entry.Begin;
            _file.ReadExactly(bytes);
        }
        catch (IOException exception)
        {
            throw new CheckpointException($"{Path}: the values of {name} cannot be read ({exception.Message})", exception);
        }
        return entry.Type.ToFloats(bytes);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static SafeTensors Read(string path, FileStream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (file.Length < bytes.Length)
            throw new CheckpointException($"{path}: not a safetensors file: {file.Length} bytes are too few");
        file.ReadExactly(bytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader || (long)length > file.Length - bytes.Length)
            throw new CheckpointException($"{path}: not a safetensors file, or a truncated one: its header would be {length} bytes long");
        byte[] header = new byte[length];
        file.ReadExactly(header);
        var (entries, metadata) = SafeTensorsHeader.Read(path, header, file.Length - file.Position);
        return new SafeTensors(path, file, entries, metadata, file.Position);
    }

    private SafeTensorEntry Find(string name) =>
        _entries.TryGetValue(name, out var entry) ? entry : throw new CheckpointException($"{Path}: the file has no {name}");
}
