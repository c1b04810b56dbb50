using VisionRuntime.Training.Distributed;

namespace VisionRuntime.Tests.Training.Distributed;

/// <summary>The ring alone: what is summed, who takes part, who is refused.</summary>
public sealed class RingReducerTests
{
    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 1)]
    [InlineData(4, 1_001)]
    [InlineData(5, 0)]
    public async Task Every_worker_gets_the_same_sum(int workers, int length)
    {
        using var ring = new InProcessRing(workers);
        using var all = new Barrier(workers);
        var results = await Task.WhenAll(Enumerable.Range(0, workers).Select(rank => Task.Factory.StartNew(() =>
        {
            using var reducer = new RingReducer(Place(ring, rank, workers));
            Assert.Equal([rank], reducer.BeginStep(new NoState()));
            // Of workers 0, 1, 2: 0, 0.1, 0.2, ...; 0, 0.2, 0.4, ...; 0, 0.3, 0.6, ...
            float[] values = [.. Enumerable.Range(0, length).Select(i => 0.1f * i * (rank + 1))];
            Assert.True(reducer.TryReduce(values));
            float[] again = [rank];
            Assert.True(reducer.TryReduce(again));
            Assert.Equal(workers * (workers - 1) / 2, again[0]);
            // None leaves before the others have what they need.
            Assert.True(all.SignalAndWait(TimeSpan.FromMinutes(1)));
            return values;
        }, TaskCreationOptions.LongRunning)));
        int factor = workers * (workers + 1) / 2;
        Assert.All(results, values => Assert.Equal(results[0], values));
        Assert.Equal(length, results[0].Length);
        for (int i = 0; i < length; i++) Assert.Equal(0.1 * i * factor, results[0][i], 1e-6 * (1 + i * factor));
    }

    [Theory]
    [InlineData("model", "resnet18", "the model of rank 1 is resnet18, and that of rank 0 is lenet; start all ranks with the same")]
    [InlineData("batch size", null, "the batch size of rank 1 is unknown, and that of rank 0 is 64; start all ranks with the same")]
    public async Task A_worker_with_other_facts_is_refused_by_name(string name, string? value, string message)
    {
        var facts = new Dictionary<string, string> { ["model"] = "lenet", ["batch size"] = "64" };
        var others = new Dictionary<string, string>(facts);
        if (value is null) others.Remove(name);
        else others[name] = value;
        using var ring = new InProcessRing(2);
        using var cancellation = new CancellationTokenSource();
        using var first = new RingReducer(Place(ring, 0, 2) with { Facts = facts, Cancellation = cancellation.Token });
        var waiting = Task.Run(() => first.BeginStep(new NoState()));
        using (var second = new RingReducer(Place(ring, 1, 2) with { Facts = others }))
            Assert.Equal(message, Assert.Throws<WorkerException>(() => second.BeginStep(new NoState())).Message);
        // Rank 0 goes on waiting for one that fits.
        using (var second = new RingReducer(Place(ring, 1, 2) with { Facts = facts }))
        {
            Assert.Equal([1], second.BeginStep(new NoState()));
            Assert.Equal([0], await waiting);
        }
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => first.BeginStep(new NoState()));
    }

    [Fact]
    public void Another_version_of_the_messages_is_refused()
    {
        using var ring = new InProcessRing(2);
        using var other = ring.Connect(1);
        using var first = new RingReducer(Place(ring, 0, 2) with { Patience = TimeSpan.FromMilliseconds(50) });
        var identity = new WorkerIdentity(Guid.NewGuid(), RingMessage.CurrentProtocol + 1, new Dictionary<string, string>());
        Assert.True(other.Send(0, new(RingMessageKind.Join, 1, 0, 0, identity.ToBytes())));
        Assert.True(other.Send(0, new(RingMessageKind.Join, 1, 0, 0, "no identity"u8.ToArray())));
        // Nobody else comes.
        Assert.StartsWith(
            "rank 1 of 2 did not join within 0 seconds", Assert.Throws<WorkerException>(() => first.BeginStep(new NoState())).Message,
            StringComparison.Ordinal);
        string[] answers = [.. Enumerable.Range(0, 2).Select(_ => System.Text.Encoding.UTF8.GetString(other.Receive(TimeSpan.Zero)!.Body.Span))];
        Assert.StartsWith("rank 0 does not understand the messages of rank 1, which are version 2 and not 1", answers[0], StringComparison.Ordinal);
        Assert.Contains("version unknown", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_without_rank_0_ends_after_its_patience()
    {
        using var ring = new InProcessRing(2);
        using var second = new RingReducer(Place(ring, 1, 2) with { Patience = TimeSpan.FromMilliseconds(50) });
        Assert.StartsWith(
            "rank 0 has been gone for 0 seconds", Assert.Throws<WorkerException>(() => second.BeginStep(new NoState())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the rank 2 is not one from 0 to 1", Assert.Throws<ArgumentException>(() => new RingReducer(Place(ring, 1, 2) with { Rank = 2 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_survive_their_format_and_others_are_refused()
    {
        var message = new RingMessage(RingMessageKind.Segment, 3, 1L << 40, 7, new byte[] { 1, 2, 3 });
        var read = RingMessage.FromBytes(message.ToBytes());
        Assert.Equal(message with { Body = default }, read with { Body = default });
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        byte[] unknown = message.ToBytes();
        unknown[4] = 99;
        foreach (byte[] bytes in (byte[][])[[], new byte[40], unknown, message.ToBytes()[..20]])
            Assert.Throws<InvalidDataException>(() => RingMessage.FromBytes(bytes));
    }

    private static WorkerPlace Place(InProcessRing ring, int rank, int workers) =>
        new(ring.Connect(rank), rank, workers, new Dictionary<string, string>()) { Interval = TimeSpan.FromMilliseconds(10) };

    private sealed class NoState : IWorkerState
    {
        public byte[] Save() => [];

        public void Restore(ReadOnlySpan<byte> state, bool isFinal)
        {
            // There is nothing to restore.
        }
    }
}
