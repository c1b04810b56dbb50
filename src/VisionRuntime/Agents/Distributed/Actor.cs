using ShaderKernels.Devices;
using VisionRuntime.Graphs;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// Plays environments with the weights of a learner and sends what it experiences, in batches. It steps as trainers do and learns nothing
/// itself.
/// </summary>
public abstract class Actor : AgentTrainer
{
    private readonly IActorChannel _channel;
    private readonly Admission _admission;
    private readonly string _name;
    private readonly Variables _variables;
    private readonly FrameStore _newest;
    private readonly bool _clipsRewards, _endsWithLives;
    private readonly CancellationToken _cancellation;
    private Experience? _before;
    private long _sequence, _version;
    private int _time;

    /// <summary>Creates the actor.</summary>
    private protected Actor(
        IEnvironment environment, Device device, Variables variables, ActorPlace place, ActorOptions options, bool clipsRewards,
        bool endsWithLives)
        : base(environment)
    {
        (_variables, _channel, _admission, _name, _cancellation) =
            (variables, place.Channel, place.Admission, place.Name, place.Cancellation);
        (_clipsRewards, _endsWithLives) = (clipsRewards, endsWithLives);
        Shape = ExperienceShape.Of(environment, options);
        _newest = new FrameStore(device, environment.Observations, Shape.FrameSize, slots: 1);
        Batch = NewBatch();
        EpisodeFinished += value => Batch.Returns.Add((float)value);
    }

    /// <summary>Gets whether the run has ended, or another has begun under its name, so that there is nobody to play for.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Gets whether another run has begun under the name of this one; the actor may join it.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Gets the number of batches that were sent.</summary>
    public long Sent => _sequence;

    /// <summary>Gets the batch that is being filled.</summary>
    private protected Experience Batch { get; private set; }

    /// <summary>Gets the sizes of a batch.</summary>
    private protected ExperienceShape Shape { get; }

    /// <summary>Takes the newest weights, resets the environments and starts new episodes.</summary>
    /// <param name="seed">The random seed of the environments.</param>
    public override void Begin(ulong seed)
    {
        Use(_admission.Weights);
        base.Begin(seed);
        (_time, _before) = (0, null);
        Batch = NewBatch();
        Array.Fill(Batch.Starts, true, 0, (Shape.Context + 1) * Shape.Environments);
        _newest.Store(0);
        _newest.Read(0, Batch.FramesAt(Shape.Context));
    }

    /// <summary>Steps every environment once, and sends the batch when it is full.</summary>
    /// <exception cref="EnvironmentException">A reward is NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">Sending was canceled.</exception>
    public override void Step()
    {
        Act(_time);
        StepEnvironment();
        Record();
        if (++_time == Shape.Steps) Send();
    }

    /// <summary>Releases the plans; the variables, the environment and the channel are not disposed.</summary>
    public override void Dispose()
    {
        _newest.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Chooses <see cref="AgentTrainer.Actions"/> for the current observations, and notes what the algorithm needs of them.
    /// </summary>
    private protected abstract void Act(int time);

    /// <summary>Completes the full batch.</summary>
    private protected abstract void Complete();

    private Experience NewBatch() => new(Shape)
    {
        Run = _admission.Run, Actor = _name, Sequence = _sequence, WeightsVersion = _version,
    };

    private void Record()
    {
        var livesLost = Environment.LivesLost;
        int slot = Shape.Context + _time + 1;
        for (int e = 0; e < Actions.Length; e++)
        {
            int i = _time * Shape.Environments + e;
            Batch.Actions[i] = (byte)Actions[e];
            Batch.Rewards[i] = _clipsRewards ? MathF.Sign(Rewards[e]) : Rewards[e];
            Batch.Terminated[i] = Terminated[e] || _endsWithLives && !livesLost.IsEmpty && livesLost[e];
            Batch.Truncated[i] = Truncated[e];
            Batch.Starts[slot * Shape.Environments + e] = EpisodeStarts[e];
        }
        _newest.Store(0);
        _newest.Read(0, Batch.FramesAt(slot));
    }

    private void Send()
    {
        Complete();
        IsOver = !_channel.Send(Batch, _cancellation) || _channel.HasEnded;
        (_sequence, _time, _before) = (_sequence + 1, 0, Batch);
        if (_channel.TakeWeights() is { } weights) Use(weights);
        Batch = NewBatch();
        // The next batch begins with the last observation of this one, and with the frames that are stacked before it.
        int frames = Shape.Context + 1;
        for (int i = 0; i < frames; i++) _before.FramesAt(Shape.Steps + i).CopyTo(Batch.FramesAt(i));
        _before.Starts.AsSpan(Shape.Steps * Shape.Environments).CopyTo(Batch.Starts);
    }

    private void Use(PublishedWeights weights)
    {
        if (weights.Run != _admission.Run)
        {
            IsOver = IsSuperseded = true;
            return;
        }
        weights.CopyTo(_variables);
        _version = weights.Version;
        Batch.WeightsVersion = _version;
    }
}
