using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VisionRuntime.Graphs;

namespace VisionRuntime.Agents.Distributed;

/// <summary>The weights of the online network as they were after a number of training steps.</summary>
/// <param name="Run">The run.</param>
/// <param name="Version">The number of training steps that they come from.</param>
/// <param name="Values">The values of all weights, in the order of their names.</param>
public sealed record PublishedWeights(Guid Run, long Version, float[] Values)
{
    private const string Scope = "online/";
    private const int HeaderLength = 4 + 16 + 8, HashLength = 32;

    private static ReadOnlySpan<byte> Magic => "VSNW"u8;

    /// <summary>Copies the weights of the online network.</summary>
    /// <param name="variables">The variables of the learner.</param>
    /// <param name="run">The run.</param>
    /// <param name="version">The number of training steps so far.</param>
    public static PublishedWeights From(Variables variables, Guid run, long version)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new(run, version, [.. NamesIn(variables).SelectMany(variables.Read)]);
    }

    /// <summary>Overwrites the online network of an actor.</summary>
    /// <param name="variables">The variables of the actor.</param>
    /// <exception cref="InvalidDataException">The weights are those of another network.</exception>
    public void CopyTo(Variables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var names = NamesIn(variables).ToArray();
        long expected = names.Sum(name => variables.ShapeOf(name).Count);
        if (Values.Length != expected)
            throw new InvalidDataException($"the learner's network has {Values.Length} weights, that of the actor {expected}");
        int place = 0;
        foreach (string name in names)
        {
            int count = (int)variables.ShapeOf(name).Count;
            variables.Write(name, Values[place..(place += count)]);
        }
    }

    /// <summary>Serializes the weights, with a checksum.</summary>
    public byte[] ToBytes()
    {
        var values = MemoryMarshal.AsBytes<float>(Values);
        var bytes = new byte[HeaderLength + values.Length + HashLength];
        Magic.CopyTo(bytes);
        Run.TryWriteBytes(bytes.AsSpan(4));
        BitConverter.TryWriteBytes(bytes.AsSpan(20), Version);
        values.CopyTo(bytes.AsSpan(HeaderLength));
        SHA256.HashData(bytes.AsSpan(0, HeaderLength + values.Length), bytes.AsSpan(HeaderLength + values.Length));
        return bytes;
    }

    /// <summary>Deserializes weights.</summary>
    /// <exception cref="InvalidDataException">The bytes are not weights, or are damaged.</exception>
    public static PublishedWeights FromBytes(ReadOnlySpan<byte> bytes)
    {
        int values = bytes.Length - HeaderLength - HashLength;
        if (values < 0 || values % sizeof(float) != 0 || !bytes.StartsWith(Magic))
            throw new InvalidDataException("the message is not one of weights");
        if (!SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
            throw new InvalidDataException("the weights are damaged (the checksum does not match)");
        return new(
            new Guid(bytes.Slice(4, 16)), BitConverter.ToInt64(bytes[20..]),
            MemoryMarshal.Cast<byte, float>(bytes.Slice(HeaderLength, values)).ToArray());
    }

    private static IEnumerable<string> NamesIn(Variables variables) =>
        variables.Names.Where(name => name.StartsWith(Scope, StringComparison.Ordinal));
}
