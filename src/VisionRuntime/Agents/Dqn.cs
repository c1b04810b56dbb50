using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// Trains a deep Q-network from pixels (Mnih et al. 2015) with double Q-learning (van Hasselt, Guez and Silver 2016), Huber loss and Adam.
/// This file contains the whole algorithm: action selection, the replay buffer updates and the training step. All device computation
/// runs in three plans: the policy, the training step and the update of the target network.
/// </summary>
public sealed class Dqn : IDisposable
{
    /// <summary>The number of training steps between readbacks of the loss; each readback waits for the device.</summary>
    private const int LossInterval = 50;

    private readonly IEnvironment _environment;
    private readonly DqnOptions _options;
    private readonly QPolicy _policy;
    private readonly Plan _trainStep, _updateTarget;
    private readonly ReplayMemory _replayBuffer;
    private readonly ReplayBatch _batch;
    private readonly Random _random;
    private readonly float[] _observations, _rewards, _returns, _loss = new float[1];
    private readonly int[] _actions;
    private readonly bool[] _episodeStarts, _done, _terminated, _truncated;

    /// <summary>Creates the agent and compiles its plans.</summary>
    /// <param name="environment">The batch of environments to train on.</param>
    /// <param name="network">The network that computes the value of each action.</param>
    /// <param name="device">The device that runs the networks and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the online and target networks; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="seed">The random seed for exploration and replay sampling.</param>
    /// <exception cref="ArgumentException">Learning starts after more steps than the replay buffer can hold.</exception>
    public Dqn(IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed)
    {
        if (options.LearningStarts > options.ReplayCapacity)
        {
            throw new ArgumentException(
                $"Dqn: learning starts after {options.LearningStarts} steps, but the memory holds only {options.ReplayCapacity}; " +
                "make it larger or start earlier");
        }
        (_environment, _options, _random) = (environment, options, new Random(seed));
        var observations = environment.Observations.Shape;
        var batchShape = Shape.Of([options.BatchSize, .. observations.Dimensions[1..]]);
        int frameSize = (int)(observations.Count / observations[0] / environment.Stack);
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables);
        _trainStep = Plan.Compile(TrainStepGraph(network, batchShape, environment.ActionCount, options), device, variables);
        _updateTarget = Plan.Compile(UpdateTargetGraph(network, observations, environment.ActionCount), device, variables);
        _replayBuffer = new ReplayMemory(options.ReplayCapacity, environment.Count, environment.Stack, frameSize);
        _batch = new ReplayBatch(batchShape, environment.ActionCount);
        _observations = new float[observations.Count];
        (_actions, _rewards, _returns) = (new int[environment.Count], new float[environment.Count], new float[environment.Count]);
        (_episodeStarts, _done) = (new bool[environment.Count], new bool[environment.Count]);
        (_terminated, _truncated) = (new bool[environment.Count], new bool[environment.Count]);
    }

    /// <summary>Gets or sets the number of environment steps so far, summed over all environments.</summary>
    public long Steps { get; set; }

    /// <summary>Gets or sets the number of training steps so far.</summary>
    public long Updates { get; set; }

    /// <summary>Gets or sets the number of finished episodes so far.</summary>
    public long Episodes { get; set; }

    /// <summary>Gets the most recent loss read back from the device, or NaN if none has been read yet.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Gets the current epsilon, the probability of a random action.</summary>
    public float Exploration =>
        Math.Max(_options.FinalExploration, 1 - (1 - _options.FinalExploration) * Steps / _options.ExplorationSteps);

    /// <summary>Occurs when an episode finishes; the argument is its return, the sum of its rewards.</summary>
    public event Action<double>? EpisodeFinished;

    /// <summary>Resets all environments and starts new episodes.</summary>
    /// <param name="seed">The random seed of the environments.</param>
    public void Begin(ulong seed)
    {
        if (Updates == 0) _updateTarget.Run();
        _environment.Reset(seed);
        Array.Fill(_episodeStarts, true);
        Array.Clear(_done);
        Array.Clear(_returns);
        StoreObservations();
    }

    /// <summary>Steps every environment once and runs the training steps that are due.</summary>
    /// <exception cref="TrainingDivergedException">The loss is NaN or infinite.</exception>
    public void Step()
    {
        SelectActions(Exploration);
        _environment.Step(_actions, _rewards, _terminated, _truncated);
        _replayBuffer.AddActions(_actions, _rewards, _terminated);
        UpdateEpisodes();
        StoreObservations();
        long before = Steps;
        Steps += _environment.Count;
        if (_replayBuffer.Count < _options.LearningStarts) return; // also after a resume, which starts with an empty replay buffer
        for (long due = Steps / _options.TrainFrequency - before / _options.TrainFrequency; due > 0; due--) TrainStep();
    }

    /// <summary>
    /// Evaluates the greedy policy, without exploration or training. Call <see cref="Begin"/> to continue training afterwards.
    /// </summary>
    /// <param name="episodes">
    /// The number of episodes, divided evenly among the environments so that short episodes are not overrepresented.
    /// </param>
    /// <param name="seed">The random seed of the environments.</param>
    /// <returns>The return of each episode.</returns>
    public double[] Evaluate(int episodes, ulong seed)
    {
        var results = new List<double>[_environment.Count];
        for (int e = 0; e < results.Length; e++) results[e] = [];
        _environment.Reset(seed);
        Array.Clear(_done);
        Array.Clear(_returns);
        for (int finished = 0; finished < episodes;)
        {
            SelectActions(0);
            _environment.Step(_actions, _rewards, _terminated, _truncated);
            for (int e = 0; e < results.Length; e++)
            {
                int quota = episodes / results.Length + (e < episodes % results.Length ? 1 : 0);
                if (!Advance(e) || results[e].Count >= quota) continue;
                results[e].Add(_returns[e]);
                finished++;
            }
        }
        return [.. results.SelectMany(list => list)];
    }

    /// <summary>Releases the plans; the variables and the environment are not disposed.</summary>
    public void Dispose()
    {
        _policy.Dispose();
        _trainStep.Dispose();
        _updateTarget.Dispose();
    }

    /// <summary>
    /// Builds the training graph. The loss is Huber(Q(s, a) - y) with y = r + gamma * Q'(s', argmax Q(s', .)), or y = r if the step
    /// terminated the episode; Q is the online network, Q' the target network, and no gradient flows through y.
    /// </summary>
    private static Graph TrainStepGraph(QNetwork network, Shape observations, int actions, DqnOptions options)
    {
        var graph = new Graph();
        int batch = observations[0];
        Value states = graph.Input("states", observations), nextStates = graph.Input("next states", observations);
        Value oneHotActions = graph.Input("actions", [batch, actions]);
        Value rewards = graph.Input("rewards", [batch, 1]), continues = graph.Input("continues", [batch, 1]);

        var value = (network("online", states, actions) * oneHotActions).Sum(1);
        var online = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();

        var nextOnline = network("online", nextStates, actions);
        var best = graph.Map(Equal(Input(0), Input(1)), nextOnline, nextOnline.Max(1));
        var nextValue = (best * network("target", nextStates, actions)).Sum(1) / best.Sum(1);
        var target = (rewards + continues * nextValue * options.Discount).Detach();

        var loss = Losses.Huber(value, target, options.HuberDelta).Mean();
        graph.Output("loss", loss);

        // The empty name keeps the variable adam/step of earlier checkpoints.
        new Adam { LearningRate = options.LearningRate }.Minimize(loss, online, name: "");
        return graph;
    }

    private static Graph UpdateTargetGraph(QNetwork network, Shape observations, int actions)
    {
        var graph = new Graph();
        network("online", graph.Input("observations", observations), actions);
        foreach (var online in graph.Variables.Values.ToArray())
        {
            string name = "target" + online.Value.Name["online".Length..];
            graph.Update(graph.Variable(name, online.Value.Shape, trainable: false), online.Value);
        }
        return graph;
    }

    private void SelectActions(float epsilon)
    {
        _policy.Evaluate();
        for (int e = 0; e < _actions.Length; e++)
        {
            bool explore = epsilon > 0 && _random.NextSingle() < epsilon;
            _actions[e] = explore ? _random.Next(_environment.ActionCount) : _policy.Best(e);
        }
    }

    private void StoreObservations()
    {
        _environment.Observations.Read(_observations);
        _replayBuffer.AddObservations(_observations, _episodeStarts);
    }

    private void UpdateEpisodes()
    {
        for (int e = 0; e < _episodeStarts.Length; e++)
        {
            _episodeStarts[e] = _done[e];
            if (!Advance(e)) continue;
            Episodes++;
            EpisodeFinished?.Invoke(_returns[e]);
        }
    }

    /// <summary>
    /// Adds the reward of a step to the return of an environment's episode. The step after the end of an episode is its autoreset,
    /// which starts the next return at 0.
    /// </summary>
    /// <returns>True if the step ended the episode.</returns>
    private bool Advance(int environment)
    {
        _returns[environment] = _done[environment] ? 0 : _returns[environment] + _rewards[environment];
        return _done[environment] = _terminated[environment] || _truncated[environment];
    }

    private void TrainStep()
    {
        _replayBuffer.Sample(_random, _batch);
        _trainStep.Input("states").Write(_batch.States);
        _trainStep.Input("next states").Write(_batch.NextStates);
        _trainStep.Input("actions").Write(_batch.Actions);
        _trainStep.Input("rewards").Write(_batch.Rewards);
        _trainStep.Input("continues").Write(_batch.Continues);
        _trainStep.Run();
        Updates++;
        if (Updates % _options.TargetUpdate == 0) _updateTarget.Run();
        if (Updates % LossInterval != 0) return;
        _trainStep.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
    }
}
