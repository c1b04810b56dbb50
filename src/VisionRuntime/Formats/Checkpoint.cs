using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats;

/// <summary>
/// Variables and a few words about them in one file: the eight bytes <c>VISIONCK</c>, a version, the length of a JSON header and the header
/// (what the file is about, each variable's name and shape), the numbers as little-endian float32 in logical order, and the SHA-256 of all that.
/// Written beside and renamed, so that there is always a whole one.
/// </summary>
public sealed class Checkpoint
{
    private const int Version = 1;
    private const int HashLength = 32;
    private const int LongestHeader = 16 << 20;

    private readonly Dictionary<string, (Shape Shape, float[] Values)> _variables = [];

    private Checkpoint(string path, IReadOnlyDictionary<string, string> facts) => (Path, Facts) = (path, facts);

    /// <summary>The file it came from.</summary>
    public string Path { get; }

    /// <summary>What the file is about: the game, the network, the step, whatever its writer put there.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>The names of the variables in it.</summary>
    public IReadOnlyCollection<string> Names => _variables.Keys;

    private static ReadOnlySpan<byte> Magic => "VISIONCK"u8;

    /// <summary>Writes variables to a file.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="variables">Where the numbers are.</param>
    /// <param name="facts">What the file is about.</param>
    /// <param name="chosen">Which variables; all where null.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
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

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">There is no such file, it is no checkpoint, damaged or cut short; the message says which.</exception>
    public static Checkpoint Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(path) ? "cannot be read" : "does not exist";
            throw new CheckpointException($"{path}: the file {why}", exception);
        }
        int start = Magic.Length + 2 * sizeof(int);
        if (bytes.Length < start + HashLength || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new CheckpointException($"{path}: this is no checkpoint or model of this program");
        int version = BitConverter.ToInt32(bytes, Magic.Length), headerLength = BitConverter.ToInt32(bytes, Magic.Length + sizeof(int));
        if (version != Version) throw new CheckpointException($"{path}: the file has version {version}, this program reads version {Version}");
        if (!SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashLength)).AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - HashLength)))
            throw new CheckpointException($"{path}: the file is damaged or cut short (its checksum does not match); use an older checkpoint");
        if (headerLength < 0 || headerLength > Math.Min(LongestHeader, bytes.Length - start - HashLength))
            throw new CheckpointException($"{path}: the header's length of {headerLength} bytes cannot be right");
        try
        {
            var header = JsonSerializer.Deserialize<Header>(bytes.AsSpan(start, headerLength)) ?? throw new JsonException("no header");
            return Read(path, header, bytes.AsSpan(start + headerLength, bytes.Length - start - headerLength - HashLength));
        }
        catch (Exception exception) when (exception is JsonException or ShapeException or OverflowException)
        {
            throw new CheckpointException($"{path}: the header cannot be understood ({exception.Message})", exception);
        }
    }

    /// <summary>A fact that must be there.</summary>
    /// <exception cref="CheckpointException">It is not.</exception>
    public string Fact(string name) => Facts.TryGetValue(name, out string? value) ? value : throw new CheckpointException($"{Path}: the file does not say its {name}");

    /// <summary>The shape of a variable in the file; false where it has none of the name.</summary>
    public bool TryShapeOf(string name, [NotNullWhen(true)] out Shape? shape)
    {
        shape = _variables.TryGetValue(name, out var found) ? found.Shape : null;
        return shape is not null;
    }

    /// <summary>The stored values of a variable, as the initial values of one of the same shape; null if the file does not have it.</summary>
    internal Initializer? InitializerOf(string name) => !_variables.TryGetValue(name, out var found) ? null : (shape, _) => shape == found.Shape
        ? found.Values : throw new CheckpointException($"{Path}: {name} is {found.Shape} in the file, and the network's is {shape}");

    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="CheckpointException">It is not.</exception>
    public long Number(string name) => long.TryParse(Fact(name), out long value) ? value : throw new CheckpointException($"{Path}: its {name} '{Fact(name)}' is no number");

    /// <summary>Writes the file's numbers into variables that are already there. Either all are written or none.</summary>
    /// <param name="variables">Where to.</param>
    /// <param name="needed">Which variables the file must have; those that it need not have keep their numbers.</param>
    /// <exception cref="CheckpointException">A needed variable is missing or has another shape: the file is of another network.</exception>
    public void RestoreInto(Variables variables, Func<string, bool> needed)
    {
        foreach (string name in variables.Names.Where(needed))
        {
            if (!_variables.TryGetValue(name, out var found)) throw new CheckpointException($"{Path}: the file is of another network: it has no {name}");
            if (found.Shape != variables.ShapeOf(name)) throw new CheckpointException($"{Path}: the file is of another network: its {name} is {found.Shape}, this one's is {variables.ShapeOf(name)}");
        }
        foreach (string name in variables.Names.Where(_variables.ContainsKey)) variables.Write(name, _variables[name].Values);
    }

    private static Checkpoint Read(string path, Header header, ReadOnlySpan<byte> numbers)
    {
        var checkpoint = new Checkpoint(path, header.Facts);
        foreach (var entry in header.Variables)
        {
            var shape = Shape.Of(entry.Shape);
            long bytes = checked(shape.Count * sizeof(float));
            if (bytes > numbers.Length) throw new CheckpointException($"{path}: the numbers of {entry.Name} {shape} are missing");
            checkpoint._variables[entry.Name] = (shape, MemoryMarshal.Cast<byte, float>(numbers[..(int)bytes]).ToArray());
            numbers = numbers[(int)bytes..];
        }
        return checkpoint;
    }

    private sealed record Header(Dictionary<string, string> Facts, Entry[] Variables);

    private sealed record Entry(string Name, int[] Shape);
}

/// <summary>A checkpoint or model file that cannot be used. The message is one sentence that names the file and the reason.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
