using System.Diagnostics;
using DemoGame.Commands;
using DemoGame.Games;
using DemoGame.Rendering;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace Vision.Bench.Scale;

/// <summary>Measures the parts of a run with many actors one after another, and whole runs with threads.</summary>
internal sealed class ScaleMeasurement(GameDefinition game, string algorithm)
{
    private const int WarmUpBatches = 4, MeasuredBatches = 12;

    private readonly AgentAlgorithm _algorithm = AgentAlgorithm.Find(algorithm);
    private readonly AgentNetwork _network = AgentNetwork.For(game, AgentAlgorithm.Find(algorithm).NetworkOf(game.Training));
    private readonly string _options = AgentAlgorithm.Find(algorithm).OptionsOf(game.Training);

    /// <summary>The batches that were played.</summary>
    public List<Experience> Batches { get; } = [];

    /// <summary>Plays batches on one thread; returns microseconds for each frame.</summary>
    public double Play()
    {
        using var host = GraphicsHost.OpenHeadless();
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 1);
        using var environment = new GameEnvironment(host.Gl, game, game.Training.Environments, device, _network.Preprocessing);
        var weights = new PublishedWeights(Guid.Empty, 0, []);
        var admission = new Admission(Guid.Empty, 0, 1, new Dictionary<string, string>(StringComparer.Ordinal), weights);
        var run = new AgentAlgorithm.Run(game, _network, environment, device, variables, _options, 1, null);
        // The weights exist once the plans are compiled, so the first actor is there for them.
        using (_algorithm.CreateActor!(run, new(new Collector(Batches), admission, "bench", default))) weights = PublishedWeights.From(variables, Guid.Empty, 0);
        using var actor = _algorithm.CreateActor!(run, new(new Collector(Batches), admission with { Weights = weights }, "bench", default));
        actor.Begin(1);
        while (actor.Sent < WarmUpBatches) actor.Step();
        var clock = Stopwatch.StartNew();
        while (actor.Sent < WarmUpBatches + MeasuredBatches) actor.Step();
        return clock.Elapsed.TotalMicroseconds / (MeasuredBatches * Batches[0].Count);
    }

    /// <summary>Compresses and decompresses batches; returns microseconds for each frame of both, and the bytes of a batch.</summary>
    public (double Encode, double Decode, int Bytes) Encode(FrameCompression compression)
    {
        byte[][] messages = [.. Batches.Select(batch => ExperienceFormat.ToBytes(batch, compression))];
        foreach (byte[] message in messages) ExperienceFormat.FromBytes(message, Batches[0].Shape);
        long frames = Batches.Sum(batch => (long)batch.Count);
        var clock = Stopwatch.StartNew();
        foreach (var batch in Batches) ExperienceFormat.ToBytes(batch, compression);
        double encode = clock.Elapsed.TotalMicroseconds / frames;
        clock.Restart();
        foreach (byte[] message in messages) ExperienceFormat.FromBytes(message, Batches[0].Shape);
        return (encode, clock.Elapsed.TotalMicroseconds / frames, (int)messages.Average(message => message.Length));
    }

    /// <summary>
    /// Learns from the batches on all processors; returns microseconds for each frame, the bytes of the weights, and the frames between two
    /// publications.
    /// </summary>
    public (double Learn, int Weights, double Publication) Learn()
    {
        using var host = GraphicsHost.OpenHeadless();
        using var device = new CpuDevice();
        using var variables = new Variables(device, 1);
        using var environment = new GameEnvironment(host.Gl, game, game.Training.Environments, device, _network.Preprocessing);
        var feeder = new Feeder(Batches);
        var place = new LearnerPlace(feeder, Guid.Empty, game.Name, 1, new Dictionary<string, string>(StringComparer.Ordinal));
        using var learner = _algorithm.Create(
            new(game, _network, environment, device, variables, _options, 1, null) { Place = place });
        learner.Begin(1);
        while (feeder.Taken < WarmUpBatches) learner.Step();
        long steps = learner.Steps, updates = learner.Updates;
        var clock = Stopwatch.StartNew();
        while (feeder.Taken < Batches.Count) learner.Step();
        double frames = learner.Steps - steps;
        int interval = algorithm == "apex" ? DqnOptions.FromJson(_options).Actors.WeightsInterval : ImpalaOptions.FromJson(_options).Actors.WeightsInterval;
        double publication = interval * frames / (learner.Updates - updates);
        return (clock.Elapsed.TotalMicroseconds / frames, PublishedWeights.From(variables, Guid.Empty, 0).ToBytes().Length, Math.Max(publication, Batches[0].Count));
    }

    /// <summary>Trains with actors on threads for some seconds; returns the frames learned from in a second.</summary>
    public double Train(int actors, double seconds)
    {
        var facts = new Dictionary<string, string>(ModelFile.FactsOf(_network.Definition), StringComparer.Ordinal)
        {
            ["game"] = game.Name, ["algorithm"] = algorithm, ["options"] = _options, ["seed"] = "1",
        };
        var settings = new TrainingSettings(game, 1, "cpu", "") { Algorithm = algorithm, Actors = actors };
        using var host = GraphicsHost.OpenHeadless();
        using var device = new CpuDevice();
        using var variables = new Variables(device, 1);
        using var environment = new GameEnvironment(host.Gl, game, game.Training.Environments, device, _network.Preprocessing);
        using var team = new ActorTeam(settings, facts);
        using var learner = _algorithm.Create(
            new(game, _network, environment, device, variables, _options, 1, null) { Place = team.Learner });
        learner.Begin(1);
        team.Start();
        while (learner.Updates < 10) StepOnce();
        long before = learner.Steps;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds) StepOnce();
        return (learner.Steps - before) / clock.Elapsed.TotalSeconds;

        void StepOnce()
        {
            team.ThrowIfFailed();
            learner.Step();
        }
    }

    /// <summary>Sends batches through the broker as actors do, and takes them as a learner does; returns batches in a second.</summary>
    public double Publish(Uri broker, int publishers, double seconds)
    {
        const string queue = "vision-bench.experience";
        byte[] message = ExperienceFormat.ToBytes(Batches[^1], FrameCompression.Brotli);
        var factory = new ConnectionFactory { Uri = broker };
        using var connection = factory.CreateConnectionAsync().GetAwaiter().GetResult();
        using var consuming = connection.CreateChannelAsync().GetAwaiter().GetResult();
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["x-queue-type"] = "quorum", ["x-max-length-bytes"] = 256L << 20, ["x-overflow"] = "reject-publish",
        };
        consuming.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments).GetAwaiter().GetResult();
        consuming.BasicQosAsync(0, 4, global: false).GetAwaiter().GetResult();
        long taken = 0;
        var consumer = new AsyncEventingBasicConsumer(consuming);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await consuming.BasicAckAsync(delivery.DeliveryTag, multiple: false).ConfigureAwait(false);
            Interlocked.Increment(ref taken);
        };
        consuming.BasicConsumeAsync(queue, autoAck: false, consumer).GetAwaiter().GetResult();
        using var end = new CancellationTokenSource();
        Task[] sending = [.. Enumerable.Range(0, publishers).Select(_ => Task.Run(() => SendAsync(factory, queue, message, end.Token)))];
        Thread.Sleep(1_000);
        long before = Interlocked.Read(ref taken);
        var clock = Stopwatch.StartNew();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        double rate = (Interlocked.Read(ref taken) - before) / clock.Elapsed.TotalSeconds;
        end.Cancel();
        Task.WaitAll(sending);
        consuming.QueueDeleteAsync(queue).GetAwaiter().GetResult();
        return rate;
    }

    private static async Task SendAsync(ConnectionFactory factory, string queue, byte[] message, CancellationToken end)
    {
        await using var connection = await factory.CreateConnectionAsync(CancellationToken.None).ConfigureAwait(false);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), CancellationToken.None).ConfigureAwait(false);
        var properties = new BasicProperties { Persistent = true };
        while (!end.IsCancellationRequested)
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, message, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Keeps what an actor sends.</summary>
    private sealed class Collector(List<Experience> batches) : IActorChannel
    {
        public bool HasEnded => false;

        public Admission? Join(ActorIdentity identity, CancellationToken cancellation) => null;

        public bool Send(Experience experience, CancellationToken cancellation)
        {
            batches.Add(experience);
            return true;
        }

        public PublishedWeights? TakeWeights() => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Gives a learner batches one after another.</summary>
    private sealed class Feeder(List<Experience> batches) : ILearnerChannel
    {
        public int Taken { get; private set; }

        public long DeadLetters => 0;

        public void Open(ExperienceShape shape, Func<ActorIdentity, Admission> admit, bool continues)
        {
        }

        public Experience? Receive(TimeSpan patience) => Taken < batches.Count ? batches[Taken++] : null;

        public void Accept()
        {
        }

        public void Reject() => throw new InvalidOperationException("a batch of the bench was rejected");

        public void Publish(PublishedWeights weights)
        {
        }

        public void End()
        {
        }

        public void Dispose()
        {
        }
    }
}
