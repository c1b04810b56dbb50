using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>Writes the outcome of a run as JSON, for scripts to read: <c>CatchRate</c> becomes <c>"catch_rate"</c>.</summary>
public static class ResultFile
{
    // The relaxed encoder leaves letters such as é readable; the file is never put into a web page.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Writes the public properties of <paramref name="result"/>, indented, with names and enumeration values in snake case; values that
    /// are not finite become the texts <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public static void Save<T>(string path, T result) => AtomicFile.WriteText(path, JsonSerializer.Serialize(result, Options) + "\n");
}
