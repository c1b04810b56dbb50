using VisionRuntime.Graphs;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// What the learners of <see cref="Apex"/> and <see cref="Impala"/> have in common: they receive experience instead of stepping
/// environments, publish weights, and drop what comes twice or was acted with weights that are too old. Their own environments are those of
/// the evaluation.
/// </summary>
public abstract class DistributedTrainer : AgentTrainer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly LearnerPlace _place;
    private readonly Variables _variables;
    private readonly ActorOptions _options;
    private readonly Dictionary<string, long> _lastOf = new(StringComparer.Ordinal);
    private PublishedWeights? _published;
    private int _joined;

    /// <summary>Creates the learner.</summary>
    private protected DistributedTrainer(IEnvironment environment, Variables variables, LearnerPlace place, ActorOptions options)
        : base(environment)
    {
        (_place, _variables, _options) = (place, variables, options);
        Shape = ExperienceShape.Of(environment, options);
    }

    /// <summary>Gets how much experience was received, and what became of it.</summary>
    public ExperienceCounts Counts { get; private set; } = new();

    /// <summary>Gets the sizes of the batches.</summary>
    private protected ExperienceShape Shape { get; }

    /// <summary>Publishes the weights and begins to receive experience.</summary>
    /// <param name="seed">The random seed of the environments.</param>
    public override void Begin(ulong seed)
    {
        base.Begin(seed);
        Publish();
        _place.Channel.Open(Shape, Admit, continues: Updates > 0);
    }

    /// <summary>
    /// Receives a batch of experience and runs the training steps that are due; returns after a moment if there is none.
    /// </summary>
    /// <exception cref="Training.TrainingDivergedException">The loss is NaN or infinite.</exception>
    public sealed override void Step()
    {
        if (_place.Channel.Receive(Patience) is not { } experience) return;
        Counts = Counts with { Received = Counts.Received + 1, DeadLetters = _place.Channel.DeadLetters };
        if (!IsOfThisRun(experience)) _place.Channel.Reject();
        else if (!IsWanted(experience)) _place.Channel.Accept();
        else
        {
            foreach (float value in experience.Returns) CountEpisode(value);
            Learn(experience);
            _place.Channel.Accept();
            if (Updates - _published!.Version >= _options.WeightsInterval) Publish();
        }
        Counts = Counts with { DeadLetters = _place.Channel.DeadLetters };
    }

    /// <summary>Tells all actors that the run has ended.</summary>
    public void End() => _place.Channel.End();

    /// <summary>Learns from a batch, and adds its steps and the training steps to the counters.</summary>
    private protected abstract void Learn(Experience experience);

    private void Publish()
    {
        var weights = PublishedWeights.From(_variables, _place.Run, Updates);
        Volatile.Write(ref _published, weights);
        _place.Channel.Publish(weights);
    }

    /// <summary>Answers an actor that joins; on the thread of the channel.</summary>
    private Admission Admit(ActorIdentity actor)
    {
        string mine = ActorIdentity.Create(_place.Game).Program;
        if (actor.Protocol != ActorIdentity.CurrentProtocol)
        {
            return Admission.Refuse(
                $"the actor has version {actor.Protocol} of the messages (program {actor.Program}) and the learner version "
                + $"{ActorIdentity.CurrentProtocol} (program {mine}); start both from the same program");
        }
        if (actor.Game != _place.Game)
            return Admission.Refuse($"the actor plays {actor.Game}, and the learner learns {_place.Game}; start it with {_place.Game}");
        int index = Interlocked.Increment(ref _joined) - 1;
        return new(_place.Run, index, _place.Actors, _place.Facts, Volatile.Read(ref _published)!);
    }

    private bool IsOfThisRun(Experience experience)
    {
        if (experience.Run == _place.Run && experience.Shape == Shape) return true;
        Counts = Counts with { Foreign = Counts.Foreign + 1 };
        return false;
    }

    private bool IsWanted(Experience experience)
    {
        if (_lastOf.TryGetValue(experience.Actor, out long last) && experience.Sequence <= last)
        {
            Counts = Counts with { Duplicates = Counts.Duplicates + 1 };
            return false;
        }
        _lastOf[experience.Actor] = experience.Sequence;
        if (Updates - experience.WeightsVersion <= _options.LargestLag) return true;
        Counts = Counts with { TooOld = Counts.TooOld + 1 };
        return false;
    }
}
