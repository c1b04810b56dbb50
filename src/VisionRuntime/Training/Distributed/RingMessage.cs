using System.Buffers.Binary;

namespace VisionRuntime.Training.Distributed;

/// <summary>What a message between workers is about.</summary>
public enum RingMessageKind : byte
{
    /// <summary>A worker asks rank 0 to take part; the body is its <see cref="WorkerIdentity"/>.</summary>
    Join,

    /// <summary>Rank 0 refuses a worker; the body is the reason.</summary>
    Refuse,

    /// <summary>Rank 0 forms the ring; the body is the ranks in it and the state of rank 0.</summary>
    Form,

    /// <summary>A worker passes a segment of the values on to its neighbor.</summary>
    Segment,

    /// <summary>A worker waits for the others, and shows that it is there.</summary>
    Alive,

    /// <summary>Rank 0 tells a worker that it is no longer in the ring.</summary>
    Leave,

    /// <summary>Rank 0 ends the run; the body is its state.</summary>
    End,
}

/// <summary>A message between two workers of data-parallel training.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="From">The rank of the sender.</param>
/// <param name="Generation">The number of the ring that it belongs to; each time that the ring is formed, it grows.</param>
/// <param name="Number">The number of the message among those of its sender in the ring.</param>
/// <param name="Body">The content.</param>
public sealed record RingMessage(RingMessageKind Kind, int From, long Generation, int Number, ReadOnlyMemory<byte> Body)
{
    /// <summary>The version of the messages between workers.</summary>
    public const int CurrentProtocol = 1;

    private const int HeaderLength = 4 + 1 + 4 + 8 + 4;

    private static ReadOnlySpan<byte> Magic => "VSNG"u8;

    /// <summary>Serializes the message.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Body.Length];
        Magic.CopyTo(bytes);
        bytes[4] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), From);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9), Generation);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(17), Number);
        Body.Span.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    /// <summary>Deserializes a message.</summary>
    /// <param name="bytes">The bytes, which the message keeps.</param>
    /// <exception cref="InvalidDataException">The bytes are not a message between workers.</exception>
    public static RingMessage FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length < HeaderLength || !bytes.AsSpan().StartsWith(Magic) || bytes[4] > (byte)RingMessageKind.End)
            throw new InvalidDataException("the message is not one between workers");
        return new(
            (RingMessageKind)bytes[4], BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(5)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(9)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(17)),
            bytes.AsMemory(HeaderLength));
    }
}
