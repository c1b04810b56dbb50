using Google.Protobuf.Collections;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// The metadata of models (metadata_props): the keys that ONNX defines for networks whose input is an image, and the limits.
/// </summary>
public static class OnnxMetadata
{
    /// <summary>How pixels are stored: Gray8, Rgb8, Bgr8, Rgba8 or Bgra8.</summary>
    public const string BitmapPixelFormat = "Image.BitmapPixelFormat";

    /// <summary>The transfer function of colors: Linear or SRGB.</summary>
    public const string ColorSpaceGamma = "Image.ColorSpaceGamma";

    /// <summary>The range of pixel values: NominalRange_0_255, Normalized_0_1, Normalized_1_1 or NominalRange_16_235.</summary>
    public const string NominalPixelRange = "Image.NominalPixelRange";

    /// <summary>The maximum length of all keys and values together, in characters.</summary>
    public const int MaxLength = 4 << 20;

    /// <exception cref="OnnxException">A key has two values, or the metadata is too long.</exception>
    internal static Dictionary<string, string> Read(RepeatedField<StringStringEntryProto> entries, string path)
    {
        RequireLength(entries.Sum(entry => (long)entry.Key.Length + entry.Value.Length), path);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!metadata.TryAdd(entry.Key, entry.Value) && metadata[entry.Key] != entry.Value)
                throw new OnnxException($"{path}: the metadata key '{Shorten(entry.Key)}' has two values");
        }
        return metadata;
    }

    /// <exception cref="OnnxException">A key is empty or the metadata is too long.</exception>
    internal static void Write(RepeatedField<StringStringEntryProto> entries, IReadOnlyDictionary<string, string> metadata, string path)
    {
        RequireLength(metadata.Sum(entry => (long)entry.Key.Length + entry.Value.Length), path);
        if (metadata.ContainsKey("")) throw new OnnxException($"{path}: a metadata key is empty");
        foreach (var (key, value) in metadata) entries.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static void RequireLength(long length, string path)
    {
        if (length > MaxLength)
            throw new OnnxException($"{path}: the metadata has {length:N0} characters; at most {MaxLength:N0} are supported");
    }

    private static string Shorten(string key) => key.Length <= 80 ? key : key[..80] + "...";
}
