using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats;

/// <summary>
/// Variables and facts about them in one file (<c>.vision</c>): the eight bytes <c>VISIONCK</c>, a version, the length of a JSON header,
/// the header (facts, and the name and shape of each variable), the values as little-endian float32 in logical order, and the SHA-256 of
/// all that. Written beside its place and renamed, so that there is always a complete file.
/// </summary>
public sealed class Checkpoint : WeightsFile
{
    private const int Version = 1;
    private const int HashLength = 32;
    private const int LongestHeader = 16 << 20;

    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, (Shape Shape, float[] Values)> _variables = new(StringComparer.Ordinal);

    private Checkpoint(string path, string origin, IReadOnlyDictionary<string, string> facts) : base(path) =>
        (Origin, Facts) = (origin, facts);

    /// <summary>Where the values come from: the full path of the file, or the name of a model that is part of the library.</summary>
    internal string Origin { get; }

    /// <summary>Gets what the writer noted about the file: the game, the network, the step.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Names => _variables.Keys;

    private static ReadOnlySpan<byte> Magic => "VISIONCK"u8;

    /// <summary>Saves variables to a file.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="variables">The variables to save.</param>
    /// <param name="facts">What to note about the file.</param>
    /// <param name="chosen">Which variables; all if null.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Variables variables, IReadOnlyDictionary<string, string> facts, Func<string, bool>? chosen = null)
    {
        var names = variables.Names.Where(name => chosen is null || chosen(name)).ToArray();
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new Header(facts.ToDictionary(StringComparer.Ordinal),
            [.. names.Select(name => new Entry(name, variables.ShapeOf(name).Dimensions.ToArray()))]));
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Put(Magic);
            Put(BitConverter.GetBytes(Version));
            Put(BitConverter.GetBytes(header.Length));
            Put(header);
            foreach (string name in names) Put(MemoryMarshal.AsBytes<float>(variables.Read(name)));
            stream.Write(hash.GetHashAndReset());

            void Put(ReadOnlySpan<byte> bytes)
            {
                stream.Write(bytes);
                hash.AppendData(bytes);
            }
        });
    }

    /// <summary>Loads a file.</summary>
    /// <exception cref="CheckpointException">
    /// The file does not exist, is not a checkpoint, or is damaged; the message says which.
    /// </exception>
    public static Checkpoint Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CheckpointException.Unreadable(path, exception);
        }
        return Load(path, System.IO.Path.GetFullPath(path), bytes);
    }

    /// <summary>Loads a file whose bytes have been read.</summary>
    /// <param name="path">The path or name for messages.</param>
    /// <param name="origin">Where the values come from.</param>
    /// <param name="bytes">The contents.</param>
    /// <exception cref="CheckpointException">The file is not a checkpoint, or is damaged; the message says which.</exception>
    internal static Checkpoint Load(string path, string origin, byte[] bytes)
    {
        int start = Magic.Length + 2 * sizeof(int);
        if (bytes.Length < start + HashLength || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new CheckpointException($"{path}: the file is not a checkpoint or model of this program");
        int version = BitConverter.ToInt32(bytes, Magic.Length), headerLength = BitConverter.ToInt32(bytes, Magic.Length + sizeof(int));
        if (version != Version)
            throw new CheckpointException($"{path}: the file has version {version}, this program reads version {Version}");
        if (!SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashLength)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - HashLength)))
            throw new CheckpointException($"{path}: damaged or truncated (the checksum does not match); use an older checkpoint");
        if (headerLength < 0 || headerLength > Math.Min(LongestHeader, bytes.Length - start - HashLength))
            throw new CheckpointException($"{path}: damaged: its header cannot be {headerLength} bytes long");
        var header = ReadHeader(path, bytes.AsSpan(start, headerLength));
        return ReadVariables(path, origin, header, bytes.AsSpan(start + headerLength, bytes.Length - start - headerLength - HashLength));
    }

    /// <summary>Returns a fact that the file must have.</summary>
    /// <exception cref="CheckpointException">The file does not have it.</exception>
    public string Fact(string name) =>
        Facts.TryGetValue(name, out string? value) ? value : throw new CheckpointException($"{Path}: the file does not say its {name}");

    /// <summary>Returns a fact that the file must have, and that is an integer.</summary>
    /// <exception cref="CheckpointException">The file does not have it, or it is not an integer.</exception>
    public long Number(string name) =>
        long.TryParse(Fact(name), CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new CheckpointException($"{Path}: its {name} '{Fact(name)}' is not an integer");

    /// <inheritdoc/>
    public override bool TryShapeOf(string name, [NotNullWhen(true)] out Shape? shape)
    {
        shape = _variables.TryGetValue(name, out var found) ? found.Shape : null;
        return shape is not null;
    }

    /// <inheritdoc/>
    public override float[] Read(string name) =>
        _variables.TryGetValue(name, out var found) ? [.. found.Values] : throw new CheckpointException($"{Path}: the file has no {name}");

    /// <summary>
    /// The stored values of a variable, as the initial values of one of the same shape; null if the file does not have it.
    /// </summary>
    internal Initializer? InitializerOf(string name) => !_variables.TryGetValue(name, out var found)
        ? null
        : (shape, _) => shape == found.Shape
            ? found.Values
            : throw new CheckpointException($"{Path}: {name} is {found.Shape} in the file, and {shape} in the network");

    private static Header ReadHeader(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            var header = JsonSerializer.Deserialize<Header>(json, Strict);
            if (header is null || header.Variables.Contains(null!) || header.Facts.ContainsValue(null!))
                throw new JsonException("a part of it is null");
            return header;
        }
        catch (JsonException exception)
        {
            throw new CheckpointException($"{path}: damaged: its header cannot be parsed ({exception.Message})", exception);
        }
    }

    private static Checkpoint ReadVariables(string path, string origin, Header header, ReadOnlySpan<byte> values)
    {
        var checkpoint = new Checkpoint(path, origin, header.Facts);
        foreach (var entry in header.Variables)
        {
            var shape = ShapeOf(path, entry);
            long bytes = shape.Count * sizeof(float);
            if (bytes > values.Length)
                throw new CheckpointException($"{path}: damaged: the values of {entry.Name} {shape} are missing");
            if (!checkpoint._variables.TryAdd(entry.Name, (shape, MemoryMarshal.Cast<byte, float>(values[..(int)bytes]).ToArray())))
                throw new CheckpointException($"{path}: damaged: it has two variables named {entry.Name}");
            values = values[(int)bytes..];
        }
        if (!values.IsEmpty) throw new CheckpointException($"{path}: damaged: {values.Length} bytes belong to no variable");
        return checkpoint;
    }

    private static Shape ShapeOf(string path, Entry entry)
    {
        try
        {
            return Shape.Of(entry.Shape);
        }
        catch (ShapeException exception)
        {
            throw new CheckpointException($"{path}: damaged: {entry.Name} cannot have its shape ({exception.Message})", exception);
        }
    }

    private sealed record Header(Dictionary<string, string> Facts, Entry[] Variables);

    private sealed record Entry(string Name, int[] Shape);
}
