using System.Text.Json;
using ShaderKernels.Tensors;

namespace VisionRuntime.Formats;

/// <summary>Where a tensor lies behind the header, in bytes.</summary>
internal sealed record SafeTensorEntry(SafeTensorType Type, Shape Shape, long Begin, long Length);

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafeTensorsHeader
{
    private const string MetadataName = "__metadata__";

    /// <summary>The header of float32 tensors one behind the other, filled with spaces so that the numbers begin at a multiple of eight bytes.</summary>
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
            long place = 0;
            foreach (var (name, shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int length in shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(place);
                json.WriteNumberValue(place += shape.Count * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    /// <summary>The entries of a header, checked: each as long as its shape says, one behind the other, and all within <paramref name="room"/> bytes.</summary>
    public static (Dictionary<string, SafeTensorEntry> Entries, Dictionary<string, string> Metadata) Read(string path, byte[] header, long room)
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
            if (entry.Begin != end) throw new CheckpointException($"{path}: {name} begins at byte {entry.Begin}, where {end} is due; tensors must neither overlap nor leave gaps");
            end += entry.Length;
        }
        if (end != room) throw new CheckpointException($"{path}: the header speaks of {end} bytes of numbers, the file holds {room}; it is damaged or cut short");
        return (entries, metadata);
    }

    private static SafeTensorEntry ReadEntry(string path, JsonProperty property)
    {
        if (!property.Value.TryGetProperty("dtype", out var type) || !property.Value.TryGetProperty("shape", out var shape) || !property.Value.TryGetProperty("data_offsets", out var offsets) || offsets.GetArrayLength() != 2)
            throw new CheckpointException($"{path}: the header does not say the dtype, shape and data_offsets of {property.Name}");
        var known = SafeTensorType.Of(type.GetString()) ?? throw new CheckpointException($"{path}: {property.Name} has the type {type}; {SafeTensorType.Names} can be read");
        var dimensions = Shape.Of([.. shape.EnumerateArray().Select(length => length.GetInt32())]);
        long begin = offsets[0].GetInt64(), length = checked(offsets[1].GetInt64() - begin), due = checked(dimensions.Count * known.Bytes);
        if (begin < 0 || length != due) throw new CheckpointException($"{path}: {property.Name} {dimensions} of {known.Name} takes {due} bytes, the header gives it {length} from {begin}");
        if (due > Array.MaxLength) throw new CheckpointException($"{path}: {property.Name} {dimensions} of {due} bytes is more than one tensor can hold");
        return new SafeTensorEntry(known, dimensions, begin, due);
    }
}
