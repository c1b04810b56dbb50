using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace VisionRuntime.Training.Distributed;

/// <summary>
/// The ring all-reduce (Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations"): the values are
/// divided into as many segments as there are workers. Each worker sends one to its right neighbor and adds what arrives from the left,
/// until each has the sum of one segment (reduce-scatter); then the sums go around (all-gather). A worker sends 2 (n - 1) / n times the
/// values, however many workers there are.
/// </summary>
/// <remarks>
/// When a worker is gone, rank 0 forms the ring anew of those that are left and sends them its state: no worker applies a sum that
/// rank 0 does not, so that all have the same weights. The shards of the lost worker are divided among the others until it joins again.
/// </remarks>
public sealed partial class RingReducer : IGradientReducer
{
    private readonly WorkerPlace _place;
    private int[] _members = [];
    private long _generation;
    private int _sent, _received;
    private bool _isFormed;

    /// <summary>Creates a worker's end of the ring, which is formed by the first step.</summary>
    /// <param name="place">The place of the worker; the channel is disposed with the reducer.</param>
    public RingReducer(WorkerPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentOutOfRangeException.ThrowIfLessThan(place.WorldSize, 2);
        if (place.Rank < 0 || place.Rank >= place.WorldSize)
            throw new ArgumentException($"RingReducer: the rank {place.Rank} is not one from 0 to {place.WorldSize - 1}");
        _place = place;
        if (IsCoordinator) _members = [0];
    }

    /// <summary>Occurs when the ring has been formed, with the ranks in it.</summary>
    public event Action<IReadOnlyList<int>>? Formed;

    /// <inheritdoc/>
    public int Rank => _place.Rank;

    /// <inheritdoc/>
    public int WorldSize => _place.WorldSize;

    private bool IsCoordinator => Rank == 0;

    /// <inheritdoc/>
    public bool TryReduce(Span<float> values)
    {
        int workers = _members.Length, position = Array.IndexOf(_members, Rank);
        for (int round = 0; round < workers - 1; round++)
        {
            if (Exchange(Segment(values, position - round)) is not { } body) return false;
            var sum = Segment(values, position - round - 1);
            if (body.Length != sum.Length * sizeof(float)) return false;
            TensorPrimitives.Add(MemoryMarshal.Cast<byte, float>(body.Span), sum, sum);
        }
        for (int round = 0; round < workers - 1; round++)
        {
            if (Exchange(Segment(values, position + 1 - round)) is not { } body) return false;
            var segment = MemoryMarshal.AsBytes(Segment(values, position - round));
            if (body.Length != segment.Length) return false;
            body.Span.CopyTo(segment);
        }
        return true;

        Span<float> Segment(Span<float> all, int index)
        {
            index = (index + 2 * workers) % workers;
            int from = (int)((long)all.Length * index / workers), to = (int)((long)all.Length * (index + 1) / workers);
            return all[from..to];
        }
    }

    /// <summary>Leaves the ring.</summary>
    public void Dispose() => _place.Channel.Dispose();

    /// <summary>Sends a segment to the right neighbor and receives one from the left.</summary>
    /// <returns>What arrived; null if the ring is broken.</returns>
    private ReadOnlyMemory<byte>? Exchange(ReadOnlySpan<float> segment)
    {
        int right = _members[(Array.IndexOf(_members, Rank) + 1) % _members.Length];
        byte[] body = MemoryMarshal.AsBytes(segment).ToArray();
        // If the neighbor is gone, rank 0 finds that out, and forms the ring anew.
        Send(right, RingMessageKind.Segment, body, _sent++);
        if (ReceiveSegment() is not { } message || message.Number != _received++)
        {
            _isFormed = false;
            return null;
        }
        return message.Body;
    }

    private bool Send(int rank, RingMessageKind kind, ReadOnlyMemory<byte> body = default, int number = 0) =>
        _place.Channel.Send(rank, new(kind, Rank, _generation, number, body));
}
