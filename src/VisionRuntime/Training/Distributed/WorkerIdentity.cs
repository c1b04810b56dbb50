using System.Globalization;
using System.Text.Json;

namespace VisionRuntime.Training.Distributed;

/// <summary>What a worker says of itself when it asks to take part.</summary>
/// <param name="Attempt">What tells this attempt from all others, also from those of an earlier process of the same rank.</param>
/// <param name="Protocol">The version of the messages that it understands.</param>
/// <param name="Facts">What must be the same on all workers, by name: program, network, data set, batch size and so on.</param>
public sealed record WorkerIdentity(Guid Attempt, int Protocol, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Serializes the identity.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Deserializes an identity; null if the bytes are not one.</summary>
    public static WorkerIdentity? FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerIdentity>(bytes) is { Facts: not null } identity ? identity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns why rank 0 refuses a worker; null if it does not.</summary>
    /// <param name="rank">The rank of the worker.</param>
    /// <param name="worker">What it says of itself; null if that cannot be understood.</param>
    public string? Refusal(int rank, WorkerIdentity? worker)
    {
        if (worker is null || worker.Protocol != Protocol)
        {
            string version = worker?.Protocol.ToString(CultureInfo.InvariantCulture) ?? "unknown";
            return $"rank 0 does not understand the messages of rank {rank}, which are version {version} and not {Protocol}; "
                + "start both from the same program";
        }
        foreach (var (name, value) in Facts)
        {
            string other = worker.Facts.GetValueOrDefault(name, "unknown");
            if (other == value) continue;
            return $"the {name} of rank {rank} is {other}, and that of rank 0 is {value}; start all ranks with the same";
        }
        return null;
    }
}

/// <summary>The place of a worker in a run of data-parallel training.</summary>
/// <param name="Channel">The way to the other workers.</param>
/// <param name="Rank">Its rank, from 0.</param>
/// <param name="WorldSize">The number of workers.</param>
/// <param name="Facts">What must be the same on all workers, by name; rank 0 refuses a worker where one of them differs.</param>
public sealed record WorkerPlace(IRingChannel Channel, int Rank, int WorldSize, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>
    /// Gets how long others may be missing: all workers at the start, rank 0 at any time, or one that has stopped working.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the time after which a worker that waits looks whether the others are still there.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets what ends the waiting for other workers.</summary>
    public CancellationToken Cancellation { get; init; }
}
