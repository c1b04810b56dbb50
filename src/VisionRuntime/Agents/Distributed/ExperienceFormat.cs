using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// Batches of experience as messages: a header, the steps, the compressed frames and a SHA-256 of all that. Everything is little-endian.
/// Messages are not trusted: lengths are checked before anything is allocated.
/// </summary>
public static class ExperienceFormat
{
    private const int HashLength = 32, LongestName = 256;

    private static ReadOnlySpan<byte> Magic => "VSNX"u8;

    /// <summary>Serializes a batch.</summary>
    /// <param name="experience">The batch.</param>
    /// <param name="compression">How its frames are compressed.</param>
    public static byte[] ToBytes(Experience experience, FrameCompression compression)
    {
        ArgumentNullException.ThrowIfNull(experience);
        var shape = experience.Shape;
        byte[] name = Encoding.UTF8.GetBytes(experience.Actor);
        byte[] frames = FrameCompressor.Compress(experience.Frames, shape.Environments * shape.FrameSize, compression);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(ActorIdentity.CurrentProtocol);
        writer.Write(experience.Run.ToByteArray());
        writer.Write(experience.Sequence);
        writer.Write(experience.WeightsVersion);
        foreach (int size in (int[])[shape.Environments, shape.Steps, shape.Context, shape.FrameSize, shape.Actions]) writer.Write(size);
        foreach (int count in (int[])[name.Length, experience.Returns.Count, (int)compression, frames.Length]) writer.Write(count);
        writer.Write(name);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(experience.Returns)));
        writer.Write(MemoryMarshal.AsBytes<bool>(experience.Starts));
        writer.Write(experience.Actions);
        writer.Write(MemoryMarshal.AsBytes<bool>(experience.Terminated));
        writer.Write(MemoryMarshal.AsBytes<bool>(experience.Truncated));
        writer.Write(MemoryMarshal.AsBytes<float>(experience.Rewards));
        writer.Write(MemoryMarshal.AsBytes<float>(experience.Judgments));
        writer.Write(frames);
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Deserializes a batch.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="shape">The sizes that the batch must have.</param>
    /// <exception cref="InvalidDataException">The message is damaged, or is not a batch of these sizes; the message says which.</exception>
    public static Experience FromBytes(ReadOnlySpan<byte> bytes, ExperienceShape shape)
    {
        if (bytes.Length < Magic.Length + HashLength || !bytes.StartsWith(Magic))
            throw new InvalidDataException("the message is not experience");
        if (!SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
            throw new InvalidDataException("the message is damaged (the checksum does not match)");
        var reader = new Reader(bytes[Magic.Length..^HashLength]);
        int protocol = reader.Int32();
        if (protocol != ActorIdentity.CurrentProtocol) throw new InvalidDataException($"the message has version {protocol}");
        var run = new Guid(reader.Take(16));
        long sequence = reader.Int64(), version = reader.Int64();
        var sizes = new ExperienceShape(reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32());
        if (sizes != shape) throw new InvalidDataException($"the message is experience of other sizes: {sizes}, not {shape}");
        int nameLength = reader.Int32(), returns = reader.Int32(), compression = reader.Int32(), frameBytes = reader.Int32();
        if (nameLength is < 0 or > LongestName || returns < 0 || returns > shape.Transitions || frameBytes < 0)
            throw new InvalidDataException("the message has lengths out of range");
        var experience = new Experience(shape)
        {
            Actor = Encoding.UTF8.GetString(reader.Take(nameLength)), Run = run, Sequence = sequence, WeightsVersion = version,
            Returns = [.. MemoryMarshal.Cast<byte, float>(reader.Take(returns * sizeof(float)))],
        };
        ReadFlags(ref reader, experience.Starts);
        reader.Take(experience.Actions.Length).CopyTo(experience.Actions);
        ReadFlags(ref reader, experience.Terminated);
        ReadFlags(ref reader, experience.Truncated);
        ReadFinite(ref reader, experience.Rewards);
        ReadFinite(ref reader, experience.Judgments);
        var frames = reader.Take(frameBytes);
        if (!reader.IsAtEnd) throw new InvalidDataException("the message is longer than its parts");
        if (Array.Exists(experience.Actions, action => action >= shape.Actions))
            throw new InvalidDataException("the message has an action that does not exist");
        FrameCompressor.Decompress(
            frames, shape.Environments * shape.FrameSize, (FrameCompression)compression, experience.Frames);
        return experience;
    }

    private static void ReadFlags(ref Reader reader, bool[] flags)
    {
        var bytes = reader.Take(flags.Length);
        for (int i = 0; i < flags.Length; i++) flags[i] = bytes[i] != 0;
    }

    private static void ReadFinite(ref Reader reader, float[] values)
    {
        MemoryMarshal.Cast<byte, float>(reader.Take(values.Length * sizeof(float))).CopyTo(values);
        if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(values))
            throw new InvalidDataException("the message has values that are not finite");
    }

    /// <summary>Reads from the front of a span, and never beyond its end.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length) throw new InvalidDataException("the message is cut off");
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
    }
}
