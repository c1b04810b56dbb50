using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using VisionRuntime.Agents.Distributed;

namespace DemoGame.Distribution;

/// <summary>
/// The actor's end at RabbitMQ. It declares nothing but its own two queues, which go with its connection: one for answers, and one for
/// weights that holds only the newest.
/// </summary>
internal sealed class RabbitMqActorChannel : BrokerEnd, IActorChannel
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause before a batch that was refused is sent again; each is twice as long as the one before.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly FrameCompression _compression;
    private string _answers = "", _weightsQueue = "";
    private PublishedWeights? _newest;
    private bool _isAdmitted;

    /// <exception cref="BrokerException">There is no broker, or it refuses.</exception>
    public RabbitMqActorChannel(BrokerSettings settings, FrameCompression compression = FrameCompression.Brotli)
        : base(settings, $"vision actor {settings.Run}")
    {
        _compression = compression;
        ConnectFirst();
    }

    /// <inheritdoc/>
    public bool HasEnded { get; private set; }

    /// <summary>The number of batches that the broker refused because the queue was full; they were sent again.</summary>
    public long Refusals { get; private set; }

    /// <inheritdoc/>
    public Admission? Join(ActorIdentity identity, CancellationToken cancellation)
    {
        byte[] question = AdmissionFormat.ToBytes(identity);
        while (!HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TryReconnect(cancellation)) continue;
            try
            {
                if (_weightsQueue.Length > 0 || TryBindWeights())
                {
                    if (Ask(question, cancellation) is not { } answer) continue;
                    _isAdmitted = true;
                    return answer.Refusal is { } reason ? throw new ActorRefusedException(reason) : answer;
                }
                cancellation.WaitHandle.WaitOne(Settings.RetryInterval);
            }
            catch (Exception exception) when (BrokerException.IsLoss(exception))
            {
                Lose();
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public bool Send(Experience experience, CancellationToken cancellation)
    {
        byte[] body = ExperienceFormat.ToBytes(experience, _compression);
        var pause = Pause;
        var properties = new BasicProperties { Persistent = true, MessageId = $"{experience.Actor}/{experience.Sequence}" };
        while (!HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TryReconnect(cancellation)) continue;
            try
            {
                Wait(Channel.BasicPublishAsync("", Settings.Experience, mandatory: true, properties, body, cancellation).AsTask());
                return true;
            }
            catch (PublishException exception) when (exception.IsReturn)
            {
                // The learner has deleted the queue at the end of the run.
                HasEnded = true;
            }
            catch (PublishException)
            {
                Refusals++;
                TakeNewest();
                // Not all at the same time, and the longer the queue is full, the less often.
                cancellation.WaitHandle.WaitOne(pause * (0.5 + Random.Shared.NextDouble()));
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception exception) when (BrokerException.IsLoss(exception))
            {
                Lose();
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public PublishedWeights? TakeWeights()
    {
        TakeNewest();
        var newest = _newest;
        _newest = null;
        return newest;
    }

    protected override void SetUp(IConnection connection)
    {
        _answers = Wait(Channel.QueueDeclareAsync()).QueueName;
        _weightsQueue = "";
        if (!TryBindWeights() && _isAdmitted) HasEnded = true;
    }

    /// <summary>Declares the queue of weights and binds it to their exchange, which exists only if a learner has been there.</summary>
    private bool TryBindWeights()
    {
        // What fails closes its channel.
        string name = Wait(Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = 1, ["x-overflow"] = "drop-head" })).QueueName;
        try
        {
            using var probe = OpenChannel();
            Wait(probe.QueueBindAsync(name, Settings.Weights, ""));
            _weightsQueue = name;
            return true;
        }
        catch (OperationInterruptedException exception) when (exception is not AlreadyClosedException && BrokerException.IsMissing(exception))
        {
            return false;
        }
    }

    /// <summary>Asks the learner to be admitted.</summary>
    /// <returns>The answer, or null if there is none yet.</returns>
    private Admission? Ask(byte[] question, CancellationToken cancellation)
    {
        var properties = new BasicProperties { ReplyTo = _answers, CorrelationId = Guid.NewGuid().ToString() };
        try
        {
            Wait(Channel.BasicPublishAsync("", Settings.Join, mandatory: true, properties, question, cancellation).AsTask());
        }
        catch (PublishException)
        {
            // Between two learners.
            cancellation.WaitHandle.WaitOne(Settings.RetryInterval);
            return null;
        }
        for (long asked = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(asked) < AskAgain; cancellation.WaitHandle.WaitOne(Pause))
        {
            cancellation.ThrowIfCancellationRequested();
            TakeNewest();
            if (HasEnded) return null;
            if (Wait(Channel.BasicGetAsync(_answers, autoAck: true, cancellation)) is not { } message) continue;
            if (message.BasicProperties.CorrelationId == properties.CorrelationId) return AdmissionFormat.AdmissionFrom(message.Body.Span);
        }
        return null;
    }

    private void TakeNewest()
    {
        if (HasEnded || !IsConnected || _weightsQueue.Length == 0) return;
        try
        {
            if (Wait(Channel.BasicGetAsync(_weightsQueue, autoAck: true)) is not { } message) return;
            if (message.BasicProperties.Type == RabbitMqLearnerChannel.EndType) HasEnded = true;
            else _newest = PublishedWeights.FromBytes(message.Body.Span);
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            Lose();
        }
    }
}
