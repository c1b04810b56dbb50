using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionRuntime.Agents;

/// <summary>Reads and writes hyperparameters as JSON.</summary>
internal static class OptionsJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static string Write<T>(T options) => JsonSerializer.Serialize(options, Json);

    /// <exception cref="InvalidDataException">The text is invalid, or the validation throws.</exception>
    public static T Read<T>(string json, Action<T> validate)
    {
        try
        {
            var options = JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException("the value is null");
            validate(options);
            return options;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"invalid options ({exception.Message})", exception);
        }
    }
}
