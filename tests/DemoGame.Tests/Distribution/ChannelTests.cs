using System.Diagnostics;
using DemoGame.Distribution;
using RabbitMQ.Client;
using VisionRuntime.Agents.Distributed;

namespace DemoGame.Tests.Distribution;

/// <summary>The two ends at a real broker: what happens to messages when something goes wrong.</summary>
[Collection(BrokerCollection.Name)]
public sealed class ChannelTests(Broker broker)
{
    private static readonly ExperienceShape Sizes = new(Environments: 4, Steps: 8, Context: 1, FrameSize: 1_000, Actions: 3);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromMinutes(1);
    private static readonly Guid Run = Guid.NewGuid();

    [SkippableFact]
    public void Experience_and_weights_arrive_and_the_end_is_announced()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using var learner = Learner(settings);
        using var actor = new RabbitMqActorChannel(settings);
        var admission = actor.Join(ActorIdentity.Create("light"), default)!;
        Assert.Equal((Run, 7L), (admission.Run, admission.Weights.Version));
        for (int i = 0; i < 3; i++) Assert.True(actor.Send(Batch(i), default));
        Assert.Equal([0, 1, 2], Receive(learner, 3));
        Assert.Null(actor.TakeWeights());
        for (int version = 8; version < 12; version++) learner.Publish(new(Run, version, [version]));
        Until(() => actor.TakeWeights() is { Version: 11 }, "the newest weights");
        Assert.Null(actor.TakeWeights());
        learner.End();
        Assert.False(actor.Send(Batch(3), default));
        Assert.True(actor.HasEnded);
        Assert.Null(actor.Join(ActorIdentity.Create("light"), default));
        // Nothing of the run is left at the broker.
        Assert.Empty(Existing(settings));
    }

    [SkippableTheory]
    [InlineData("light", 2, "version 2")]
    [InlineData("pong", 1, "pong")]
    public void An_actor_is_refused_by_name(string game, int protocol, string words)
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using var learner = Learner(settings);
        using var actor = new RabbitMqActorChannel(settings);
        var refused = Assert.Throws<ActorRefusedException>(() => actor.Join(new("a", game, protocol, "9"), default));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A learner that takes nothing: the broker keeps what it has room for, and the actor waits.</summary>
    [SkippableTheory]
    [InlineData(10, 1_000_000_000)]
    [InlineData(1_000, 400_000)]
    public void A_slow_learner_makes_actors_wait_and_memory_stays_bounded(int batches, long bytes)
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun() with { QueueBatches = batches, QueueBytes = bytes, Prefetch = 2 };
        using var learner = Learner(settings);
        using var actor = new RabbitMqActorChannel(settings, FrameCompression.None);
        Assert.NotNull(actor.Join(ActorIdentity.Create("light"), default));
        using var cancellation = new CancellationTokenSource();
        long sent = 0;
        var sending = Task.Run(() =>
        {
            while (actor.Send(Batch(sent), cancellation.Token)) sent++;
        });
        Until(() => Interlocked.Read(ref sent) > 8 && actor.Refusals > 3, "the queue to be full");
        long kept = Interlocked.Read(ref sent);
        // A batch is 40 kB, so that ten of them fill the queue; the broker counts with some delay.
        Assert.InRange(kept, 9, 40);
        Assert.Equal(kept, Interlocked.Read(ref sent));
        // When the learner takes them, the actor goes on, and nothing was lost.
        Assert.Equal(Enumerable.Range(0, (int)kept + 15).Select(i => (long)i), Receive(learner, (int)kept + 15));
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => sending.GetAwaiter().GetResult());
    }

    [SkippableFact]
    public async Task What_is_not_experience_is_dead_lettered_and_counted()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun() with { LongestMessage = 100_000 };
        using var learner = Learner(settings);
        byte[] good = ExperienceFormat.ToBytes(Batch(5), FrameCompression.Brotli), damaged = [.. good];
        damaged[^40] ^= 1;
        byte[] otherSizes = ExperienceFormat.ToBytes(
            new(Sizes with { Steps = 3 }) { Run = Run, Actor = "a", Sequence = 1 }, FrameCompression.None);
        await using var connection = await new ConnectionFactory { Uri = settings.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (byte[] message in (byte[][])[[], "no experience"u8.ToArray(), damaged, otherSizes, new byte[100_001], good])
            await channel.BasicPublishAsync("", settings.Experience, message);
        // The good one is behind the others.
        Assert.Equal([5], Receive(learner, 1));
        Assert.Equal(5, learner.DeadLetters);
        uint dead = 0;
        Until(() => (dead = channel.MessageCountAsync(settings.DeadLetters).GetAwaiter().GetResult()) == 5, "the dead letters");
        learner.End();
        Assert.Equal([settings.DeadLetters], Existing(settings));
    }

    [SkippableFact]
    public void What_a_learner_did_not_acknowledge_is_delivered_to_the_next()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using var actor = new RabbitMqActorChannel(settings);
        using (var first = Learner(settings))
        {
            Assert.NotNull(actor.Join(ActorIdentity.Create("light"), default));
            for (int i = 0; i < 4; i++) Assert.True(actor.Send(Batch(i), default));
            Assert.Equal([0], Receive(first, 1));
            Until(() => first.Receive(Moment) is { Sequence: 1 }, "the second batch");
        }
        Assert.True(actor.Send(Batch(4), default));
        using (var second = Learner(settings, continues: true)) Assert.Equal([1, 2, 3, 4], Receive(second, 4));
        // A new run begins without what was sent for another.
        Assert.True(actor.Send(Batch(5), default));
        using var third = Learner(settings, continues: false);
        Assert.Null(third.Receive(Moment));
    }

    [SkippableFact]
    public void Conflicts_at_the_broker_are_named()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using (var connection = new ConnectionFactory { Uri = settings.Uri }.CreateConnectionAsync().GetAwaiter().GetResult())
        using (var channel = connection.CreateChannelAsync().GetAwaiter().GetResult())
        {
            channel.ExchangeDeclareAsync(settings.Weights, ExchangeType.Direct).GetAwaiter().GetResult();
            Assert.Contains(
                $"the exchange '{settings.Weights}' exists at the broker 127.0.0.1:{broker.Port} with another type",
                Assert.Throws<BrokerException>(() => new RabbitMqLearnerChannel(settings)).Message, StringComparison.Ordinal);
            channel.ExchangeDeleteAsync(settings.Weights).GetAwaiter().GetResult();
            channel.QueueDeclareAsync(settings.Experience, durable: true, exclusive: false, autoDelete: false).GetAwaiter().GetResult();
            Assert.Contains(
                $"the queue '{settings.Experience}' exists", Assert.Throws<BrokerException>(() => new RabbitMqLearnerChannel(settings)).Message,
                StringComparison.Ordinal);
            channel.QueueDeleteAsync(settings.Experience).GetAwaiter().GetResult();
        }
        using var learner = Learner(settings);
        Assert.Contains(
            $"another learner of the run '{settings.Run}' is connected", Assert.Throws<BrokerException>(() => Learner(settings)).Message,
            StringComparison.Ordinal);
        var unknown = settings with { Uri = new Uri($"amqp://guest:secret@127.0.0.1:{broker.Port}") };
        string wrong = Assert.Throws<BrokerException>(() => new RabbitMqActorChannel(unknown)).Message;
        Assert.Contains("does not accept the user 'guest' with this password", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong, StringComparison.Ordinal);
        var elsewhere = settings with { Uri = new Uri(broker.Uri + "/nowhere") };
        Assert.Contains(
            "does not let the user 'guest' in", Assert.Throws<BrokerException>(() => new RabbitMqActorChannel(elsewhere)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The broker is stopped and started while an actor sends: what was confirmed is still there, both ends connect again, and whatever arrives
    /// twice has the same number.
    /// </summary>
    [SkippableFact]
    public void A_broker_that_is_gone_for_a_while_loses_nothing()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        var settings = broker.NewRun();
        using var learner = Learner(settings);
        using var actor = new RabbitMqActorChannel(settings);
        Assert.NotNull(actor.Join(ActorIdentity.Create("light"), default));
        for (int i = 0; i < 10; i++) Assert.True(actor.Send(Batch(i), default));
        Assert.Equal([0, 1, 2], Receive(learner, 3));
        using var impatient = new RabbitMqActorChannel(settings with { Patience = TimeSpan.FromMilliseconds(500) });
        broker.Stop();
        // While it is gone, the actor waits, and the learner receives what had been sent ahead to it, but cannot acknowledge it.
        var sending = Task.Run(() => Enumerable.Range(10, 10).All(i => actor.Send(Batch(i), default)));
        learner.Publish(new(Run, 8, [1]));
        for (int i = 0; i < 5; i++) Assert.True(learner.Receive(Moment) is null or { Sequence: < 10 });
        Assert.Contains(
            "has been gone for", Assert.Throws<BrokerException>(() => impatient.Send(Batch(0), default)).Message, StringComparison.Ordinal);
        Assert.False(sending.IsCompleted);
        broker.Start();
        var arrived = new SortedSet<long>([0, 1, 2]);
        Until(() =>
        {
            if (learner.Receive(Moment) is not { } experience) return false;
            arrived.Add(experience.Sequence);
            learner.Accept();
            return arrived.Count == 20;
        }, "all batches");
        Assert.True(sending.GetAwaiter().GetResult());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), arrived);
        learner.Publish(new(Run, 9, [1]));
        Until(() => actor.TakeWeights() is { Version: 9 }, "the weights");
    }

    private static RabbitMqLearnerChannel Learner(BrokerSettings settings, bool continues = false)
    {
        var learner = new RabbitMqLearnerChannel(settings);
        try
        {
            learner.Publish(new(Run, 7, [1, 2, 3]));
            learner.Open(Sizes, Admit, continues);
            return learner;
        }
        catch
        {
            learner.Dispose();
            throw;
        }

        Admission Admit(ActorIdentity actor)
        {
            if (actor.Protocol != 1) return Admission.Refuse($"version {actor.Protocol}");
            return actor.Game == "light"
                ? new(Run, 0, 1, new Dictionary<string, string>(StringComparer.Ordinal), new(Run, 7, [1])) : Admission.Refuse(actor.Game);
        }
    }

    private static Experience Batch(long sequence) => new(Sizes) { Run = Run, Actor = "a", Sequence = sequence };

    private static List<long> Receive(RabbitMqLearnerChannel learner, int count)
    {
        var arrived = new List<long>();
        Until(() =>
        {
            if (learner.Receive(Moment) is not { } experience) return false;
            arrived.Add(experience.Sequence);
            learner.Accept();
            return arrived.Count == count;
        }, $"{count} batches");
        return arrived;
    }

    private static void Until(Func<bool> condition, string what)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(5)) Assert.True(clock.Elapsed < Patience, $"waited in vain for {what}");
    }

    /// <summary>The queues of a run that exist.</summary>
    private static IEnumerable<string> Existing(BrokerSettings settings)
    {
        using var connection = new ConnectionFactory { Uri = settings.Uri }.CreateConnectionAsync().GetAwaiter().GetResult();
        foreach (string name in (string[])[settings.Experience, settings.Join, settings.DeadLetters])
        {
            using var channel = connection.CreateChannelAsync().GetAwaiter().GetResult();
            bool exists = true;
            try
            {
                channel.QueueDeclarePassiveAsync(name).GetAwaiter().GetResult();
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
            {
                exists = false;
            }
            if (exists) yield return name;
        }
    }
}
