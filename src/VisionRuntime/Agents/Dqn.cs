using ShaderKernels.Devices;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Agents;

/// <summary>
/// Trains a deep Q-network from pixels (Mnih et al. 2015) with double Q-learning (van Hasselt, Guez and Silver 2016), Huber loss and Adam.
/// <see cref="DqnOptions"/> switches n-step returns and prioritized replay on, and the network decides whether it is dueling, noisy and
/// distributional; all together are Rainbow (Hessel et al. 2018). This file is the half that acts: it selects actions and stores what
/// follows. QLearning is the half that learns. Frames and transitions stay on the device; see FrameStore and ReplayMemory.
/// </summary>
public sealed class Dqn : AgentTrainer
{
    private readonly DqnOptions _options;
    private readonly QPolicy _policy;
    private readonly QPolicy? _noisyPolicy;
    private readonly QLearning _learning;
    private readonly FrameStore _frames;
    private readonly Random _random;
    private readonly float[] _learnedRewards;
    private readonly bool[] _ends;

    /// <summary>Creates the agent and compiles its plans.</summary>
    /// <param name="environment">The batch of environments to train on.</param>
    /// <param name="network">The network that computes the value of each action, or the logits of its distribution.</param>
    /// <param name="device">The device that runs the networks and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the online and target networks; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="seed">The random seed for exploration and replay sampling.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, or learning starts after more steps than the replay buffer can hold.
    /// </exception>
    public Dqn(IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed)
        : base(environment)
    {
        options.Validate();
        (_options, _random) = (options, new Random(seed));
        var observations = environment.Observations.Shape;
        int frameSize = (int)(observations.Count / observations[0] / environment.Stack);
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables);
        if (QLearning.IsNoisy(network, observations, environment.ActionCount))
            _noisyPolicy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables, training: true);
        _frames = new FrameStore(device, environment.Observations, frameSize, options.ReplayCapacity / environment.Count);
        _learning = new QLearning(
            network, observations, environment.Stack, environment.ActionCount, device, variables, options, _frames, seed);
        (_learnedRewards, _ends) = (new float[environment.Count], new bool[environment.Count]);
    }

    /// <summary>Gets the current epsilon, the probability of a random action.</summary>
    public override float Exploration
    {
        get
        {
            var (first, last) = (_options.InitialExploration, _options.FinalExploration);
            return Math.Max(last, first - (first - last) * Steps / _options.ExplorationSteps);
        }
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    /// <inheritdoc/>
    public override void Begin(ulong seed)
    {
        if (Updates == 0) _learning.UpdateTarget();
        base.Begin(seed);
        StoreObservations();
    }

    /// <inheritdoc/>
    public override void Step()
    {
        SelectActions(Exploration);
        long before = Steps;
        StepEnvironment();
        StoreResults();
        StoreObservations();
        for (long due = _learning.StepsDue(before, Steps); due > 0; due--)
        {
            if (_learning.Step(Steps, ++Updates) is { } loss) Loss = loss;
        }
    }

    /// <summary>Releases the plans; the variables and the environment are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _noisyPolicy?.Dispose();
        _learning.Dispose();
        _frames.Dispose();
    }

    private void SelectActions(float epsilon)
    {
        var policy = _noisyPolicy ?? _policy;
        policy.Evaluate();
        for (int e = 0; e < Actions.Length; e++)
        {
            bool explore = epsilon > 0 && _random.NextSingle() < epsilon;
            Actions[e] = explore ? _random.Next(Environment.ActionCount) : policy.Best(e);
        }
    }

    private void StoreResults()
    {
        var livesLost = Environment.LivesLost;
        for (int e = 0; e < Actions.Length; e++)
        {
            _learnedRewards[e] = _options.ClipRewards ? MathF.Sign(Rewards[e]) : Rewards[e];
            _ends[e] = Terminated[e] || _options.TerminalOnLifeLoss && !livesLost.IsEmpty && livesLost[e];
        }
        _learning.Replay.AddActions(Actions, _learnedRewards, _ends);
    }

    private void StoreObservations()
    {
        _frames.Store(_learning.Replay.NextSlot);
        _learning.Replay.AddObservations(EpisodeStarts);
    }
}
