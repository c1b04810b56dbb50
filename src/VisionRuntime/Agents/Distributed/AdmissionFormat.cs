using System.Text.Json;

namespace VisionRuntime.Agents.Distributed;

/// <summary>How an actor and the learner introduce themselves, as messages: JSON, and the weights as bytes of their own.</summary>
public static class AdmissionFormat
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary>Serializes what an actor says of itself.</summary>
    public static byte[] ToBytes(ActorIdentity identity) => JsonSerializer.SerializeToUtf8Bytes(identity);

    /// <summary>Deserializes what an actor says of itself.</summary>
    /// <exception cref="InvalidDataException">The message is not that.</exception>
    public static ActorIdentity IdentityFrom(ReadOnlySpan<byte> bytes) => Read<ActorIdentity>(bytes);

    /// <summary>Serializes the learner's answer.</summary>
    public static byte[] ToBytes(Admission admission)
    {
        ArgumentNullException.ThrowIfNull(admission);
        return JsonSerializer.SerializeToUtf8Bytes(new Answer(
            admission.Run, admission.Index, admission.Actors, new(admission.Facts, StringComparer.Ordinal),
            admission.Weights.ToBytes(), admission.Refusal));
    }

    /// <summary>Deserializes the learner's answer.</summary>
    /// <exception cref="InvalidDataException">The message is not that.</exception>
    public static Admission AdmissionFrom(ReadOnlySpan<byte> bytes)
    {
        var answer = Read<Answer>(bytes);
        return new(answer.Run, answer.Index, answer.Actors, answer.Facts, PublishedWeights.FromBytes(answer.Weights))
        {
            Refusal = answer.Refusal,
        };
    }

    private static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Strict) ?? throw new JsonException("the value is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"the message cannot be parsed ({exception.Message})", exception);
        }
    }

    private sealed record Answer(
        Guid Run, int Index, int Actors, Dictionary<string, string> Facts, byte[] Weights, string? Refusal);
}
