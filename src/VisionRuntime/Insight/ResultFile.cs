using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>Writes the result of a run as JSON with names in snake case: <c>MeanReturn</c> becomes <c>"mean_return"</c>.</summary>
public static class ResultFile
{
    // The relaxed encoder keeps letters such as é readable; the file is never embedded in a web page.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Writes the public properties of <paramref name="result"/>, indented, with names and enumeration values in snake case. Values that
    /// are not finite are written as the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public static void Save<T>(string path, T result) => AtomicFile.WriteText(path, JsonSerializer.Serialize(result, Options) + "\n");
}
