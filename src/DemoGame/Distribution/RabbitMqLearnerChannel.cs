using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using VisionRuntime.Agents.Distributed;

namespace DemoGame.Distribution;

/// <summary>
/// The learner's end at RabbitMQ. It declares everything that learner and actors share: the fanout exchange of the weights, the quorum queue
/// of experience, which is bounded and refuses what does not fit, the queue of actors that join, and the exchange and queue of dead letters.
/// </summary>
internal sealed class RabbitMqLearnerChannel : BrokerEnd, ILearnerChannel
{
    /// <summary>The type of the message that ends a run.</summary>
    internal const string EndType = "end";

    private const int DeliveryLimit = 20, DeadLettersKept = 1_000, JoinSeconds = 60;

    private readonly Channel<Delivery> _deliveries = System.Threading.Channels.Channel.CreateUnbounded<Delivery>();
    private Func<ActorIdentity, Admission>? _admit;
    private ExperienceShape _shape;
    private Delivery? _current;
    private byte[]? _weights;

    /// <exception cref="BrokerException">There is no broker, it refuses, or has something else under one of the names.</exception>
    public RabbitMqLearnerChannel(BrokerSettings settings) : base(settings, $"vision learner {settings.Run}") => ConnectFirst();

    /// <inheritdoc/>
    public long DeadLetters { get; private set; }

    /// <inheritdoc/>
    public void Open(ExperienceShape shape, Func<ActorIdentity, Admission> admit, bool continues)
    {
        if (_admit is not null) return;
        (_shape, _admit) = (shape, admit);
        if (!continues) Wait(Channel.QueuePurgeAsync(Settings.Experience));
        // A new connection consumes as it sets up.
        ConnectFirst();
    }

    /// <inheritdoc/>
    public Experience? Receive(TimeSpan patience)
    {
        if (!TryReconnect()) return null;
        if (!TryTake(patience, out var delivery) || delivery.Epoch != Epoch) return null;
        _current = delivery;
        try
        {
            if (delivery.Body is { } body) return ExperienceFormat.FromBytes(body, _shape);
        }
        catch (InvalidDataException)
        {
            // It is rejected as what is too long is.
        }
        Reject();
        return null;
    }

    /// <inheritdoc/>
    public void Accept() => Settle(tag => Channel.BasicAckAsync(tag, multiple: false));

    /// <inheritdoc/>
    public void Reject()
    {
        DeadLetters++;
        Settle(tag => Channel.BasicNackAsync(tag, multiple: false, requeue: false));
    }

    /// <inheritdoc/>
    public void Publish(PublishedWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = weights.ToBytes();
        PublishWeights();
    }

    /// <inheritdoc/>
    public void End()
    {
        if (!TryReconnect()) return;
        try
        {
            var properties = new BasicProperties { Type = EndType };
            Wait(Channel.BasicPublishAsync(Settings.Weights, "", mandatory: false, properties, ReadOnlyMemory<byte>.Empty).AsTask());
            Wait(Channel.QueueDeleteAsync(Settings.Experience, ifUnused: false, ifEmpty: false));
            Wait(Channel.QueueDeleteAsync(Settings.Join, ifUnused: false, ifEmpty: false));
            Wait(Channel.ExchangeDeleteAsync(Settings.Weights));
            // Dead letters stay for who wants to look at them.
            Wait(Channel.QueueDeleteAsync(Settings.DeadLetters, ifUnused: false, ifEmpty: true));
            Wait(Channel.ExchangeDeleteAsync(Settings.DeadLetters));
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            Lose();
        }
    }

    protected override void SetUp(IConnection connection)
    {
        // Nothing is sent to this queue: only one connection can declare it, and it goes with the connection.
        Declare($"queue '{Settings.Learner}'",
            () => Channel.QueueDeclareAsync(Settings.Learner, durable: false, exclusive: true, autoDelete: true));
        Declare($"exchange '{Settings.Weights}'", () => Channel.ExchangeDeclareAsync(Settings.Weights, ExchangeType.Fanout, durable: true));
        Declare($"exchange '{Settings.DeadLetters}'",
            () => Channel.ExchangeDeclareAsync(Settings.DeadLetters, ExchangeType.Fanout, durable: true));
        DeclareQueue(Settings.DeadLetters, new(StringComparer.Ordinal) { ["x-max-length"] = DeadLettersKept, ["x-overflow"] = "drop-head" });
        Wait(Channel.QueueBindAsync(Settings.DeadLetters, Settings.DeadLetters, ""));
        DeclareQueue(Settings.Experience, new(StringComparer.Ordinal)
        {
            ["x-queue-type"] = "quorum", ["x-max-length"] = Settings.QueueBatches, ["x-max-length-bytes"] = Settings.QueueBytes,
            ["x-overflow"] = "reject-publish",
            ["x-dead-letter-exchange"] = Settings.DeadLetters, ["x-delivery-limit"] = DeliveryLimit,
        });
        DeclareQueue(Settings.Join, new(StringComparer.Ordinal) { ["x-message-ttl"] = JoinSeconds * 1000 });
        if (_admit is null) return;
        ConsumeExperience();
        ConsumeJoins(OpenChannel(connection));
        PublishWeights();
    }

    private void DeclareQueue(string name, Dictionary<string, object?> arguments) => Declare(
        $"queue '{name}'", () => Channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments));

    private void ConsumeExperience()
    {
        int epoch = Epoch;
        Wait(Channel.BasicQosAsync(0, Settings.Prefetch, global: false));
        var consumer = new AsyncEventingBasicConsumer(Channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            // The body belongs to the client again when this returns.
            byte[]? body = message.Body.Length <= Settings.LongestMessage ? message.Body.ToArray() : null;
            _deliveries.Writer.TryWrite(new(epoch, message.DeliveryTag, body));
            return Task.CompletedTask;
        };
        Declare($"queue '{Settings.Experience}'", () => Channel.BasicConsumeAsync(
            Settings.Experience, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments: null, consumer));
    }

    /// <summary>Answers actors, on a channel and a thread of its own, so that they need not wait for a training step.</summary>
    private void ConsumeJoins(IChannel channel)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            try
            {
                await AnswerAsync(channel, message).ConfigureAwait(false);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false).ConfigureAwait(false);
            }
            catch (Exception exception) when (BrokerException.IsLoss(exception) || exception is PublishException)
            {
                // The actor is gone, or the connection is; then the actor asks again.
            }
        };
        Wait(channel.BasicConsumeAsync(Settings.Join, autoAck: false, consumer));
    }

    private async Task AnswerAsync(IChannel channel, BasicDeliverEventArgs message)
    {
        Admission answer;
        try
        {
            answer = _admit!(AdmissionFormat.IdentityFrom(message.Body.Span));
        }
        catch (InvalidDataException exception)
        {
            answer = Admission.Refuse($"the learner does not understand the actor: {exception.Message}");
        }
        if (message.BasicProperties.ReplyTo is not { Length: > 0 } replyTo) return;
        var properties = new BasicProperties { CorrelationId = message.BasicProperties.CorrelationId };
        await channel.BasicPublishAsync("", replyTo, mandatory: false, properties, AdmissionFormat.ToBytes(answer)).ConfigureAwait(false);
    }

    private bool TryTake(TimeSpan patience, out Delivery delivery)
    {
        if (_deliveries.Reader.TryRead(out delivery)) return true;
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            delivery = _deliveries.Reader.ReadAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void PublishWeights()
    {
        if (_weights is null || !IsConnected) return;
        try
        {
            Wait(Channel.BasicPublishAsync(Settings.Weights, "", mandatory: false, _weights).AsTask());
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            Lose();
        }
    }

    /// <summary>Acknowledges the current delivery, unless its connection is gone: then the broker delivers it again.</summary>
    private void Settle(Func<ulong, ValueTask> settle)
    {
        if (_current is not { } delivery) return;
        _current = null;
        if (delivery.Epoch != Epoch || !IsConnected) return;
        try
        {
            Wait(settle(delivery.Tag).AsTask());
        }
        catch (Exception exception) when (BrokerException.IsLoss(exception))
        {
            Lose();
        }
    }

    /// <param name="Epoch">The connection that delivered it.</param>
    /// <param name="Tag">The tag with which it is acknowledged.</param>
    /// <param name="Body">The message; null if it is too long.</param>
    private readonly record struct Delivery(int Epoch, ulong Tag, byte[]? Body);
}
