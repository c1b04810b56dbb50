using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using DemoGame.Distribution;
using VisionRuntime.Agents.Distributed;

namespace DemoGame.Commands;

/// <summary>
/// The actors of a learner: threads of this process, or whoever joins by the broker. Threads end when this is disposed.
/// </summary>
internal sealed class ActorTeam : IDisposable
{
    /// <summary>The facts of a run that actors need besides those of its model.</summary>
    public const string RunFact = "run", EnvironmentFact = "environment", EnvironmentsFact = "environments";

    /// <summary>The number of batches of each actor that wait for the learner.</summary>
    private const int QueuedBatches = 2;

    private readonly TrainingSettings _settings;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly InProcessChannel? _queue;
    private readonly List<Thread> _threads = [];
    private ExceptionDispatchInfo? _failure;

    /// <param name="settings">The settings of the run.</param>
    /// <param name="facts">The facts of its model.</param>
    public ActorTeam(TrainingSettings settings, IReadOnlyDictionary<string, string> facts)
    {
        _settings = settings;
        int count = settings.Actors!.Value;
        var all = new Dictionary<string, string>(facts, StringComparer.Ordinal)
        {
            [EnvironmentFact] = JsonSerializer.Serialize(settings.Environment),
            [EnvironmentsFact] = settings.Instances.ToString(CultureInfo.InvariantCulture),
        };
        var run = settings.Checkpoint?.Facts.GetValueOrDefault(RunFact) is { } text && Guid.TryParse(text, out var known)
            ? known : Guid.NewGuid();
        ILearnerChannel channel = settings.Broker is { } broker
            ? new RabbitMqLearnerChannel(broker) : _queue = new InProcessChannel(QueuedBatches * count);
        Learner = new(channel, run, settings.Game.Name, count, all);
    }

    /// <summary>The place of the learner.</summary>
    public LearnerPlace Learner { get; }

    /// <summary>Where the actors are.</summary>
    public string Description => _settings.Broker is { } broker
        ? $"for actors at {broker}" : $"{_settings.Actors} {(_settings.Actors == 1 ? "actor" : "actors")}";

    /// <summary>Starts the actors that are threads.</summary>
    public void Start()
    {
        if (_queue is null) return;
        for (int i = 0; i < _settings.Actors; i++)
        {
            var thread = new Thread(Play) { IsBackground = true, Name = $"actor {i}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Throws what an actor has thrown.</summary>
    public void ThrowIfFailed() => Volatile.Read(ref _failure)?.Throw();

    /// <summary>Ends the threads and closes the channel.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        Learner.Channel.Dispose();
        foreach (var thread in _threads) thread.Join();
        _threads.Clear();
    }

    private void Play()
    {
        try
        {
            using var connection = _queue!.Connect();
            new ActorRun(_settings.Game, _settings.Device, connection, _cancellation.Token).Play();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
