using System.Collections.Concurrent;

namespace VisionRuntime.Training.Distributed;

/// <summary>The way between the workers of one process: a queue in memory for each. Nothing is copied.</summary>
/// <param name="worldSize">The number of workers.</param>
public sealed class InProcessRing(int worldSize) : IDisposable
{
    private readonly BlockingCollection<RingMessage>?[] _queues = new BlockingCollection<RingMessage>?[worldSize];
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Returns the end of a worker, which takes part until that is disposed.</summary>
    /// <param name="rank">The rank of the worker.</param>
    public IRingChannel Connect(int rank) => new End(this, rank);

    /// <summary>Ends all waiting: the ends throw <see cref="OperationCanceledException"/> from now on.</summary>
    public void Dispose() => _closed.Cancel();

    private sealed class End : IRingChannel
    {
        private readonly InProcessRing _ring;
        private readonly int _rank;
        private readonly BlockingCollection<RingMessage> _queue = [];

        public End(InProcessRing ring, int rank)
        {
            (_ring, _rank) = (ring, rank);
            Volatile.Write(ref ring._queues[rank], _queue);
        }

        public int Losses => 0;

        public bool Send(int rank, RingMessage message)
        {
            _ring._closed.Token.ThrowIfCancellationRequested();
            var queue = Volatile.Read(ref _ring._queues[rank]);
            queue?.Add(message);
            return queue is not null;
        }

        public RingMessage? Receive(TimeSpan patience) =>
            _queue.TryTake(out var message, (int)patience.TotalMilliseconds, _ring._closed.Token) ? message : null;

        public void Dispose() => Interlocked.CompareExchange(ref _ring._queues[_rank], null, _queue);
    }
}
