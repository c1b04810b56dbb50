using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Agents.Distributed;

/// <summary>Actors on threads of their own and a learner that learns where the light is.</summary>
public class LearningTests
{
    private static readonly DqnOptions Quick = new()
    {
        LearningRate = 3e-3f, BatchSize = 32, ReplayCapacity = 4000, LearningStarts = 300, TrainFrequency = 4, TargetUpdate = 50, Discount = 0.9f,
        NStep = 2, Prioritized = true, PriorityExponent = 0.6f, Actors = new() { RolloutLength = 12, WeightsInterval = 10 },
    };

    private static readonly ImpalaOptions Policy = new()
    {
        LearningRate = 5e-3f, Discount = 0.9f, Actors = new() { RolloutLength = 8, WeightsInterval = 1, LargestLag = 20 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Ape_X_learns_where_the_light_is(int actors)
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 1);
        using var channel = new InProcessChannel(2 * actors);
        using var apex = new Apex(environment, LightNetworks.Values, device, variables, Quick, 1, Place(channel, actors));
        var returns = new List<double>();
        apex.EpisodeFinished += returns.Add;
        Learn(apex, channel, actors, 8000, (own, ownDevice, ownVariables, seed, place) =>
            Apex.CreateActor(own, LightNetworks.Values, ownDevice, ownVariables, Quick, seed, place));
        Assert.InRange(apex.Evaluate(100, 7).Average(), 0.95, 1);
        Assert.True(apex.Updates > 1500, $"{apex.Updates} training steps");
        Assert.InRange(returns.Count, 2000, 3000);
        Assert.Equal(new ExperienceCounts { Received = apex.Counts.Received, TooOld = apex.Counts.TooOld }, apex.Counts);
    }

    [Fact]
    public void Impala_learns_where_the_light_is()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 1);
        using var channel = new InProcessChannel(4);
        using var impala = new Impala(environment, LightNetworks.Actor, device, variables, Policy, Place(channel, 2));
        Learn(impala, channel, 2, 24_000, (own, ownDevice, ownVariables, seed, place) =>
            Impala.CreateActor(own, LightNetworks.Actor, ownDevice, ownVariables, Policy, seed, place));
        Assert.InRange(impala.Evaluate(100, 7).Average(), 0.95, 1);
    }

    [Fact]
    public void What_comes_twice_is_too_old_or_is_of_another_run_is_not_learned_from()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 2);
        using var variables = new Variables(device, 1);
        using var channel = new InProcessChannel(16);
        var options = Policy with { Actors = Policy.Actors with { LargestLag = 1 } };
        var place = Place(channel, 1);
        using var impala = new Impala(environment, LightNetworks.Actor, device, variables, options, place);
        impala.Begin(1);
        using var actor = channel.Connect();
        var admission = actor.Join(ActorIdentity.Create("light"), default)!;
        Assert.Equal((place.Run, 0, 0), (admission.Run, admission.Index, admission.Weights.Version));
        var shape = ExperienceShape.Of(environment, options.Actors);
        Experience Batch(long sequence, Guid run, ExperienceShape sizes) =>
            new(sizes) { Run = run, Actor = "a", Sequence = sequence, Returns = [1] };
        Experience[] sent =
        [
            Batch(0, place.Run, shape), Batch(0, place.Run, shape), Batch(1, place.Run, shape), Batch(2, place.Run, shape),
            Batch(3, Guid.NewGuid(), shape), Batch(4, place.Run, shape with { Steps = 3 }),
        ];
        foreach (var batch in sent) Assert.True(actor.Send(batch, default));
        for (int i = 0; i < sent.Length; i++) impala.Step();
        // The first and the third are learned from; then the weights are two steps newer than those of version 0.
        Assert.Equal((2, 2 * shape.Steps * 2), (impala.Updates, impala.Steps));
        Assert.Equal(2, impala.Episodes);
        Assert.Equal(
            new ExperienceCounts { Received = 6, Duplicates = 1, TooOld = 1, Foreign = 2, DeadLetters = 2 }, impala.Counts);
        Assert.Equal(2, actor.TakeWeights()!.Version);
        Assert.Null(actor.TakeWeights());
    }

    [Theory]
    [InlineData("catch", 1, "the actor plays catch, and the learner learns light; start it with light")]
    [InlineData("light", 2, "the actor has version 2 of the messages (program 9.9) and the learner version 1")]
    public void An_actor_of_another_game_or_version_is_refused(string game, int protocol, string words)
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 2);
        using var variables = new Variables(device, 1);
        using var channel = new InProcessChannel(2);
        using var impala = new Impala(environment, LightNetworks.Actor, device, variables, Policy, Place(channel, 1));
        impala.Begin(1);
        using var actor = channel.Connect();
        var refused = Assert.Throws<ActorRefusedException>(() => actor.Join(new("a", game, protocol, "9.9"), default));
        Assert.Contains(words, refused.Message);
    }

    /// <summary>A learner that does not take anything: the actor stops at the length of the queue.</summary>
    [Fact]
    public void An_actor_waits_while_the_queue_is_full_and_ends_with_the_run()
    {
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 2);
        using var variables = new Variables(device, 1);
        using var channel = new InProcessChannel(3);
        using var impala = new Impala(environment, LightNetworks.Actor, device, variables, Policy, Place(channel, 1));
        impala.Begin(1);
        using var connection = channel.Connect();
        var admission = connection.Join(ActorIdentity.Create("light"), default)!;
        using var cancellation = new CancellationTokenSource();
        using var actor = Impala.CreateActor(
            environment, LightNetworks.Actor, device, variables, Policy, 1, new(connection, admission, "a", cancellation.Token));
        actor.Begin(1);
        while (actor.Sent < 3) actor.Step();
        cancellation.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (actor.Sent < 5) actor.Step();
        });
        Assert.Equal((3, false), (actor.Sent, connection.HasEnded));
        impala.End();
        Assert.True(connection.HasEnded);
        Assert.False(connection.Send(new(ExperienceShape.Of(environment, Policy.Actors)) { Run = default, Actor = "", Sequence = 3 }, default));
        Assert.Null(connection.Join(ActorIdentity.Create("light"), default));
    }

    private static LearnerPlace Place(ILearnerChannel channel, int actors) =>
        new(channel, Guid.NewGuid(), "light", actors, new Dictionary<string, string>(StringComparer.Ordinal));

    private delegate Actor Create(IEnvironment environment, Device device, Variables variables, int seed, ActorPlace place);

    private static void Learn(DistributedTrainer learner, InProcessChannel channel, int actors, long steps, Create create)
    {
        learner.Begin(1);
        var threads = Enumerable.Range(0, actors).Select(i => Task.Run(() => Play(channel, i, create))).ToArray();
        while (learner.Steps < steps && !threads.Any(thread => thread.IsFaulted)) learner.Step();
        learner.End();
        Task.WaitAll(threads);
    }

    private static void Play(InProcessChannel channel, int seed, Create create)
    {
        using var connection = channel.Connect();
        var identity = ActorIdentity.Create("light");
        var admission = connection.Join(identity, default)!;
        using var device = new CpuDevice(1);
        using var environment = new LightEnvironment(device, 4);
        using var variables = new Variables(device, 50 + seed);
        using var actor = create(environment, device, variables, seed, new(connection, admission, identity.Name, default));
        actor.Begin((ulong)(10 + seed));
        while (!actor.IsOver) actor.Step();
    }
}
