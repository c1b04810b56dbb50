using ShaderKernels.Devices;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// Ape-X (Horgan et al. 2018, "Distributed prioritized experience replay"): many actors, each with its own probability of random actions,
/// fill one prioritized replay buffer, and say how large the errors of their transitions are; one learner samples from it. The learner is
/// that of <see cref="Dqn"/>. The training steps for each environment step are those of <see cref="DqnOptions.TrainFrequency"/>, however
/// many actors there are, so that the result does not depend on the speed of the machines; actors wait for a learner that is slower than
/// they.
/// </summary>
public sealed class Apex : DistributedTrainer
{
    private readonly QPolicy _policy;
    private readonly QLearning _learning;
    private readonly FrameStore _frames;

    /// <summary>Creates the learner and compiles its plans.</summary>
    /// <param name="environment">The environments of the evaluation, like those of the actors.</param>
    /// <param name="network">The network that computes the value of each action, or the logits of its distribution.</param>
    /// <param name="device">The device that runs the networks.</param>
    /// <param name="variables">The weights of the online and target networks; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="seed">The random seed of replay sampling.</param>
    /// <param name="place">The place of the learner in the run.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the replay buffer holds less than two batches.</exception>
    public Apex(
        IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed, LearnerPlace place)
        : base(environment, variables, place, options.Actors)
    {
        options.Validate();
        int slots = options.ReplayCapacity / Shape.Environments;
        if (slots < 2 * Shape.Slots || options.NStep >= Shape.Steps)
        {
            throw new ArgumentException(
                $"Apex: a replay buffer of {options.ReplayCapacity} steps and {options.NStep}-step returns do not fit batches of "
                + $"{Shape.Steps} steps of {Shape.Environments} environments; make the buffer larger, or change RolloutLength");
        }
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables);
        _frames = new FrameStore(device, Shape.Environments, Shape.FrameSize, slots);
        _learning = new QLearning(
            network, environment.Observations.Shape, environment.Stack, environment.ActionCount, device, variables, options, _frames,
            seed);
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    /// <summary>Creates an actor.</summary>
    /// <param name="environment">The batch of environments to play.</param>
    /// <param name="network">The network of the learner.</param>
    /// <param name="device">The device that runs the network and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the actor, which those of the learner overwrite.</param>
    /// <param name="options">The hyperparameters of the learner.</param>
    /// <param name="seed">The random seed of exploration.</param>
    /// <param name="place">The place of the actor in the run.</param>
    public static Actor CreateActor(
        IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed, ActorPlace place) =>
        new QActor(environment, network, device, variables, options, seed, place);

    /// <inheritdoc/>
    public override void Begin(ulong seed)
    {
        if (Updates == 0) _learning.UpdateTarget();
        base.Begin(seed);
    }

    /// <summary>Releases the plans; the variables, the environment and the channel are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _learning.Dispose();
        _frames.Dispose();
    }

    /// <inheritdoc/>
    private protected override void Learn(Experience experience)
    {
        Store(experience, _learning.Replay, _frames);
        long before = Steps;
        Steps += experience.Count;
        for (long due = _learning.StepsDue(before, Steps); due > 0; due--)
        {
            if (_learning.Step(Steps, ++Updates) is { } loss) Loss = loss;
        }
    }

    /// <summary>
    /// Adds a batch to a replay buffer, as a stretch of its own: its first frames are marked as starts, so that nothing leads from the
    /// stretch before it to this one.
    /// </summary>
    /// <param name="experience">The batch.</param>
    /// <param name="replay">The replay buffer.</param>
    /// <param name="frames">The frames of the replay buffer.</param>
    internal static void Store(Experience experience, ReplayMemory replay, FrameStore frames)
    {
        var shape = experience.Shape;
        var starts = new bool[shape.Environments];
        var actions = new int[shape.Environments];
        for (int slot = 0; slot < shape.Slots; slot++)
        {
            frames.Store(replay.NextSlot, experience.FramesAt(slot));
            if (slot == 0) Array.Fill(starts, true);
            else experience.At(experience.Starts, slot).CopyTo(starts);
            replay.AddObservations(starts);
            int step = slot - shape.Context;
            if (step < 0 || step >= shape.Steps) continue;
            for (int e = 0; e < actions.Length; e++) actions[e] = experience.Actions[step * actions.Length + e];
            replay.AddActions(
                actions, experience.At(experience.Rewards, step), experience.At(experience.Terminated, step),
                experience.At(experience.Judgments, step));
        }
    }
}
