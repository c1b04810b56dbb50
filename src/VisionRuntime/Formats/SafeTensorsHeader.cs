using System.Text.Json;
using ShaderKernels.Tensors;

namespace VisionRuntime.Formats;

/// <summary>The type and shape of a tensor, and its offset and length in bytes after the header.</summary>
internal sealed record SafeTensorEntry(SafeTensorType Type, Shape Shape, long Begin, long Length);

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafeTensorsHeader
{
    private const string MetadataName = "__metadata__";

    /// <summary>
    /// Returns the header of consecutive float32 tensors, padded with spaces so that the values begin at a multiple of eight bytes.
    /// </summary>
    public static byte[] Write(IReadOnlyList<(string Name, Shape Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataName);
                foreach (var (name, value) in metadata) json.WriteString(name, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var (name, shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int length in shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += shape.Count * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    /// <summary>
    /// Parses and validates a header: each tensor is as long as its shape says, they follow each other without gaps, and fill
    /// <paramref name="room"/> bytes.
    /// </summary>
    public static (Dictionary<string, SafeTensorEntry> Entries, Dictionary<string, string> Metadata) Read(
        string path, byte[] header, long room)
    {
        var entries = new Dictionary<string, SafeTensorEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (string.Equals(property.Name, MetadataName, StringComparison.Ordinal))
            {
                foreach (var fact in property.Value.EnumerateObject()) metadata[fact.Name] = fact.Value.GetString() ?? "";
            }
            else if (!entries.TryAdd(property.Name, ReadEntry(path, property)))
            {
                throw new CheckpointException($"{path}: the header names {property.Name} twice");
            }
        }
        long end = 0;
        foreach (var (name, entry) in entries.OrderBy(entry => entry.Value.Begin).ThenBy(entry => entry.Value.Length))
        {
            if (entry.Begin != end)
                throw new CheckpointException($"{path}: {name} begins at byte {entry.Begin}, not {end}: tensors must be contiguous");
            end += entry.Length;
        }
        if (end != room)
            throw new CheckpointException($"{path}: damaged or truncated: the header describes {end} bytes of values, the file has {room}");
        return (entries, metadata);
    }

    private static SafeTensorEntry ReadEntry(string path, JsonProperty property)
    {
        string name = property.Name;
        if (!property.Value.TryGetProperty("dtype", out var type) || !property.Value.TryGetProperty("shape", out var shape)
            || !property.Value.TryGetProperty("data_offsets", out var offsets) || offsets.GetArrayLength() != 2)
            throw new CheckpointException($"{path}: the header does not give the dtype, shape and data_offsets of {name}");
        var known = SafeTensorType.Of(type.GetString())
            ?? throw new CheckpointException($"{path}: {name} has the unsupported type {type}; supported are {SafeTensorType.Names}");
        var dimensions = ReadShape(path, name, shape);
        long begin = offsets[0].GetInt64(), length = checked(offsets[1].GetInt64() - begin), due = dimensions.Count * known.Bytes;
        if (begin < 0 || length != due)
            throw new CheckpointException($"{path}: {name} {dimensions} {known.Name} takes {due} bytes, but gets {length} from {begin}");
        if (due > Array.MaxLength)
            throw new CheckpointException($"{path}: {name} {dimensions} takes {due} bytes, more than one tensor can have");
        return new SafeTensorEntry(known, dimensions, begin, due);
    }

    private static Shape ReadShape(string path, string name, JsonElement dimensions)
    {
        try
        {
            return Shape.Of([.. dimensions.EnumerateArray().Select(length => length.GetInt32())]);
        }
        catch (Exception exception) when (exception is ShapeException or FormatException)
        {
            throw new CheckpointException($"{path}: {name} cannot have the shape {dimensions} ({exception.Message})", exception);
        }
    }
}
