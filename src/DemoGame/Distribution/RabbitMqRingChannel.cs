using System.Buffers.Binary;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using VisionRuntime.Training.Distributed;

namespace DemoGame.Distribution;

/// <summary>
/// A worker's end at RabbitMQ: an exclusive queue under its rank, to which the others publish directly. It goes with the connection, so
/// that the broker returns what is sent to a worker that is gone. Messages that are longer than the broker takes are sent in parts.
/// </summary>
internal sealed class RabbitMqRingChannel : BrokerEnd, IRingChannel
{
    /// <summary>The rank of the sender, the place of the part, and the number of parts.</summary>
    private const int HeaderLength = 3 * sizeof(int);

    private const int LongestPart = 8 << 20;

    private readonly int _rank;
    private readonly CancellationToken _cancellation;
    private Task _segment = Task.CompletedTask;
    private readonly Channel<RingMessage> _messages = System.Threading.Channels.Channel.CreateUnbounded<RingMessage>();

    /// <param name="settings">Where the broker is.</param>
    /// <param name="rank">The rank of the worker.</param>
    /// <param name="cancellation">Ends the waiting for a broker that is gone.</param>
    /// <exception cref="BrokerException">There is no broker, it refuses, or there is a worker of this rank already.</exception>
    public RabbitMqRingChannel(BrokerSettings settings, int rank, CancellationToken cancellation = default)
        : base(settings, $"vision worker {rank} {settings.Run}")
    {
        (_rank, _cancellation) = (rank, cancellation);
        ConnectFirst();
    }

    /// <inheritdoc/>
    public int Losses => Epoch;

    /// <inheritdoc/>
    public bool Send(int rank, RingMessage message)
    {
        byte[] bytes = message.ToBytes();
        int count = Math.Max(1, (bytes.Length + LongestPart - 1) / LongestPart);
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (!TryReconnect(_cancellation)) continue;
            int epoch = Epoch;
            try
            {
                Settle();
                for (int i = 0; i < count; i++)
                {
                    int from = i * LongestPart, length = Math.Min(LongestPart, bytes.Length - from);
                    byte[] part = new byte[HeaderLength + length];
                    bytes.AsSpan(from, length).CopyTo(part.AsSpan(HeaderLength));
                    BinaryPrimitives.WriteInt32LittleEndian(part, _rank);
                    BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(4), i);
                    BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(8), count);
                    var published = Channel.BasicPublishAsync("", Settings.Worker(rank), mandatory: true, part, _cancellation).AsTask();
                    // The confirm of a segment arrives while the worker waits for the next one.
                    if (message.Kind == RingMessageKind.Segment && i == count - 1) _segment = published;
                    else Wait(published);
                }
                return true;
            }
            catch (PublishException)
            {
                return false;
            }
            catch (Exception exception) when (BrokerException.IsLoss(exception))
            {
                Lose();
                // The queue of this worker is gone, and whatever was in it.
                if (TryReconnect(_cancellation) && Epoch != epoch) return false;
            }
        }
    }

    /// <inheritdoc/>
    public RingMessage? Receive(TimeSpan patience)
    {
        if (!TryReconnect(_cancellation)) return null;
        if (_messages.Reader.TryRead(out var message)) return message;
        if (patience == TimeSpan.Zero) return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        timeout.CancelAfter(patience);
        try
        {
            return _messages.Reader.ReadAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!_cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    protected override void SetUp(IConnection connection)
    {
        Declare($"queue '{Settings.Worker(_rank)}'",
            () => Channel.QueueDeclareAsync(Settings.Worker(_rank), durable: false, exclusive: true, autoDelete: true),
            owner: $"worker of rank {_rank}");
        while (_messages.Reader.TryRead(out _))
        {
            // What had arrived before belongs to a ring that is broken.
        }
        var incomplete = new Dictionary<int, List<byte[]>>();
        var consumer = new AsyncEventingBasicConsumer(Channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            if (Complete(delivery.Body.Span, incomplete) is { } message) _messages.Writer.TryWrite(message);
            return Task.CompletedTask;
        };
        Wait(Channel.BasicConsumeAsync(Settings.Worker(_rank), autoAck: true, consumer));
    }

    /// <summary>Waits for the confirm of the segment that was sent last. That its receiver is gone is for rank 0 to find out.</summary>
    private void Settle()
    {
        var segment = _segment;
        _segment = Task.CompletedTask;
        try
        {
            Wait(segment);
        }
        catch (PublishException)
        {
            // The segments of a worker that is gone are of no use to anybody.
        }
    }

    /// <summary>Joins the parts of a message; what is not part of one is dropped.</summary>
    private static RingMessage? Complete(ReadOnlySpan<byte> part, Dictionary<int, List<byte[]>> incomplete)
    {
        if (part.Length < HeaderLength) return null;
        int from = BinaryPrimitives.ReadInt32LittleEndian(part), place = BinaryPrimitives.ReadInt32LittleEndian(part[4..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(part[8..]);
        if (place == 0) incomplete[from] = [];
        if (!incomplete.TryGetValue(from, out var parts) || parts.Count != place) return null;
        parts.Add(part[HeaderLength..].ToArray());
        if (parts.Count < count) return null;
        incomplete.Remove(from);
        try
        {
            return RingMessage.FromBytes(parts.Count == 1 ? parts[0] : [.. parts.SelectMany(bytes => bytes)]);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
