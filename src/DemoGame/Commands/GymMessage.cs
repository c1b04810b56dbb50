using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DemoGame.Commands;

/// <summary>
/// A message of the protocol of <c>serve</c>: the length of the header as four bytes, little-endian; the header, a JSON object in UTF-8;
/// and as many further bytes as the header's <c>bytes</c> says, none if it says nothing.
/// </summary>
/// <param name="Header">The header.</param>
/// <param name="Payload">What follows it.</param>
internal sealed record GymMessage(JsonObject Header, byte[] Payload)
{
    public const int MaximumHeader = 64 * 1024, MaximumPayload = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = false };

    /// <summary>Reads a message; returns null where the stream ends before one.</summary>
    /// <param name="read">Fills a span; returns false if the stream ends before the first byte.</param>
    /// <exception cref="GymProtocolException">The message is not one of the protocol; the stream cannot be read any further.</exception>
    public static GymMessage? Read(Func<byte[], bool> read)
    {
        var prefix = new byte[4];
        if (!read(prefix)) return null;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (length is 0 or > MaximumHeader)
            throw new GymProtocolException("protocol", $"a header of {length} bytes; it must have 1 to {MaximumHeader}");
        var text = new byte[length];
        if (!read(text)) throw new GymProtocolException("protocol", "the message ends in its header");
        JsonObject header;
        long bytes;
        try
        {
            header = JsonNode.Parse(text) as JsonObject ?? throw new GymProtocolException("protocol", "the header is not a JSON object");
            bytes = header["bytes"]?.GetValue<long>() ?? 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new GymProtocolException("protocol", $"the header is not valid JSON ({exception.Message})");
        }
        if (bytes is < 0 or > MaximumPayload)
            throw new GymProtocolException("protocol", $"a payload of {bytes} bytes; at most {MaximumPayload} are accepted");
        var payload = new byte[bytes];
        if (bytes > 0 && !read(payload)) throw new GymProtocolException("protocol", "the message ends in its payload");
        return new GymMessage(header, payload);
    }

    /// <summary>Gets the message as bytes.</summary>
    public byte[] ToBytes()
    {
        if (Payload.Length > 0) Header["bytes"] = Payload.Length;
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(Header, Plain);
        var all = new byte[4 + text.Length + Payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, text.Length);
        text.CopyTo(all, 4);
        Payload.CopyTo(all, 4 + text.Length);
        return all;
    }
}

/// <summary>A message that cannot be answered as the client wishes, with a word for programs and a sentence for people.</summary>
internal sealed class GymProtocolException(string code, string message) : Exception(message)
{
    /// <summary>The kind of the error in one word.</summary>
    public string Code { get; } = code;
}
