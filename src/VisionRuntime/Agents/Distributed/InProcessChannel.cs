using System.Threading.Channels;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The way between actors and a learner in one process: a bounded queue of batches, which makes actors wait while it is full, and the
/// newest weights. Nothing is copied or compressed.
/// </summary>
public sealed class InProcessChannel : ILearnerChannel
{
    private readonly Channel<Experience> _experience;
    private readonly TaskCompletionSource<Func<ActorIdentity, Admission>> _admit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private PublishedWeights? _weights;

    /// <summary>Creates the queue.</summary>
    /// <param name="capacity">The number of batches that it holds.</param>
    public InProcessChannel(int capacity) =>
        _experience = Channel.CreateBounded<Experience>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <inheritdoc/>
    public long DeadLetters { get; private set; }

    /// <summary>Returns the end of an actor.</summary>
    public IActorChannel Connect() => new ActorEnd(this);

    /// <inheritdoc/>
    public void Open(ExperienceShape shape, Func<ActorIdentity, Admission> admit, bool continues) => _admit.TrySetResult(admit);

    /// <inheritdoc/>
    public Experience? Receive(TimeSpan patience)
    {
        if (_experience.Reader.TryRead(out var experience)) return experience;
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            return _experience.Reader.ReadAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Accept()
    {
        // What was received has left the queue already.
    }

    /// <inheritdoc/>
    public void Reject() => DeadLetters++;

    /// <inheritdoc/>
    public void Publish(PublishedWeights weights) => Volatile.Write(ref _weights, weights);

    /// <inheritdoc/>
    public void End()
    {
        _ended.Cancel();
        _experience.Writer.TryComplete();
    }

    /// <summary>Ends the run.</summary>
    public void Dispose() => End();

    private sealed class ActorEnd(InProcessChannel channel) : IActorChannel
    {
        private PublishedWeights? _taken;

        public bool HasEnded => channel._ended.IsCancellationRequested;

        public Admission? Join(ActorIdentity identity, CancellationToken cancellation)
        {
            if (HasEnded) return null;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, channel._ended.Token);
            try
            {
                var answer = channel._admit.Task.WaitAsync(either.Token).GetAwaiter().GetResult()(identity);
                return answer.Refusal is { } reason ? throw new ActorRefusedException(reason) : answer;
            }
            catch (OperationCanceledException) when (HasEnded)
            {
                return null;
            }
        }

        public bool Send(Experience experience, CancellationToken cancellation)
        {
            try
            {
                channel._experience.Writer.WriteAsync(experience, cancellation).AsTask().GetAwaiter().GetResult();
                return true;
            }
            catch (ChannelClosedException)
            {
                return false;
            }
        }

        public PublishedWeights? TakeWeights()
        {
            var newest = Volatile.Read(ref channel._weights);
            if (newest == _taken) return null;
            return _taken = newest;
        }

        public void Dispose()
        {
            // There is nothing to release.
        }
    }
}
