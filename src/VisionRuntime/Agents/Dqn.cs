using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// Deep Q-learning from pixels (Mnih et al. 2015) with double Q-learning (van Hasselt, Guez and Silver 2016), Huber loss and Adam.
/// The whole algorithm is in this file: acting, remembering, learning. Everything that a device computes is one of three plans.
/// </summary>
public sealed class Dqn : IDisposable
{
    /// <summary>Training steps between looks at the loss; each look waits for the device.</summary>
    private const int LossInterval = 50;

    private readonly IEnvironment _environment;
    private readonly DqnOptions _options;
    private readonly QPolicy _policy;
    private readonly Plan _learn, _copyToTarget;
    private readonly ReplayMemory _replay;
    private readonly ReplayBatch _batch;
    private readonly Random _random;
    private readonly float[] _observations, _rewards, _returns, _loss = new float[1];
    private readonly int[] _actions;
    private readonly bool[] _starts, _ended, _terminated, _truncated;

    /// <summary>Builds and compiles the three plans.</summary>
    /// <param name="environment">What is played.</param>
    /// <param name="network">The network that gives each action's value.</param>
    /// <param name="device">Where networks run; the environment's observations live there too.</param>
    /// <param name="variables">The networks' weights; what it lacks is initialized.</param>
    /// <param name="options">The hyper-parameters.</param>
    /// <param name="seed">Decides every choice made by chance.</param>
    public Dqn(IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed)
    {
        if (options.LearningStarts > options.ReplayCapacity)
            throw new ArgumentException($"Dqn: learning starts after {options.LearningStarts} steps, but the memory holds only {options.ReplayCapacity}; make it larger or start earlier");
        (_environment, _options, _random) = (environment, options, new Random(seed));
        var seen = environment.Observations.Shape;
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables);
        _learn = Plan.Compile(LearnGraph(network, Shape.Of([options.BatchSize, .. seen.Dimensions[1..]]), environment.ActionCount, options), device, variables);
        _copyToTarget = Plan.Compile(CopyGraph(network, seen, environment.ActionCount), device, variables);
        _replay = new ReplayMemory(options.ReplayCapacity, environment.Count, environment.Stack, (int)(seen.Count / seen[0] / environment.Stack));
        _batch = new ReplayBatch(Shape.Of([options.BatchSize, .. seen.Dimensions[1..]]), environment.ActionCount);
        _observations = new float[seen.Count];
        (_actions, _rewards, _returns) = (new int[environment.Count], new float[environment.Count], new float[environment.Count]);
        (_starts, _ended) = (new bool[environment.Count], new bool[environment.Count]);
        (_terminated, _truncated) = (new bool[environment.Count], new bool[environment.Count]);
    }

    /// <summary>Steps played so far, over all environments.</summary>
    public long Steps { get; set; }

    /// <summary>Training steps taken so far.</summary>
    public long Updates { get; set; }

    /// <summary>Episodes finished so far.</summary>
    public long Episodes { get; set; }

    /// <summary>The loss of the latest training step that was read back.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The chance that an action is random, now.</summary>
    public float Exploration => Math.Max(_options.FinalExploration, 1 - (1 - _options.FinalExploration) * Steps / _options.ExplorationSteps);

    /// <summary>Raised with each finished episode's return, the sum of its rewards.</summary>
    public event Action<double>? EpisodeFinished;

    /// <summary>Begins to play: new episodes everywhere.</summary>
    public void Begin(ulong seed)
    {
        if (Updates == 0) _copyToTarget.Run();
        _environment.Reset(seed);
        Array.Fill(_starts, true);
        Array.Clear(_ended);
        Array.Clear(_returns);
        Remember();
    }

    /// <summary>Plays one step in every environment and learns as often as is due.</summary>
    /// <exception cref="TrainingDivergedException">The loss is no longer a finite number.</exception>
    public void Step()
    {
        ChooseActions(Exploration);
        _environment.Step(_actions, _rewards, _terminated, _truncated);
        _replay.Act(_actions, _rewards, _terminated);
        CountEpisodes();
        Remember();
        long before = Steps;
        Steps += _environment.Count;
        if (_replay.Count < _options.LearningStarts) return; // also after a resume, when the memory is empty again
        for (long due = Steps / _options.TrainFrequency - before / _options.TrainFrequency; due > 0; due--) Learn();
    }

    /// <summary>Plays without chance and without learning, and gives each episode's return. Training goes on with <see cref="Begin"/>.</summary>
    /// <param name="episodes">How many episodes; they are shared evenly among the environments, so that short ones do not count more often.</param>
    /// <param name="seed">Decides the episodes.</param>
    public double[] Evaluate(int episodes, ulong seed)
    {
        var results = new List<double>[_environment.Count];
        for (int e = 0; e < results.Length; e++) results[e] = [];
        _environment.Reset(seed);
        Array.Clear(_ended);
        Array.Clear(_returns);
        for (int finished = 0; finished < episodes;)
        {
            ChooseActions(0);
            _environment.Step(_actions, _rewards, _terminated, _truncated);
            for (int e = 0; e < results.Length; e++)
            {
                int share = episodes / results.Length + (e < episodes % results.Length ? 1 : 0);
                if (!Advance(e) || results[e].Count >= share) continue;
                results[e].Add(_returns[e]);
                finished++;
            }
        }
        return [.. results.SelectMany(list => list)];
    }

    /// <summary>Frees the plans; the variables and the environment stay.</summary>
    public void Dispose()
    {
        _policy.Dispose();
        _learn.Dispose();
        _copyToTarget.Dispose();
    }

    /// <summary>
    /// The loss is Huber(Q(s, a) - y) with y = r + gamma * Q'(s', argmax Q(s', .)) where the game goes on, and y = r where it ended;
    /// Q is the online network, Q' the target network, and no gradient flows through y.
    /// </summary>
    private static Graph LearnGraph(QNetwork network, Shape observations, int actions, DqnOptions options)
    {
        var graph = new Graph();
        int batch = observations[0];
        Value states = graph.Input("states", observations), nextStates = graph.Input("next states", observations);
        Value chosen = graph.Input("actions", [batch, actions]), rewards = graph.Input("rewards", [batch, 1]), continues = graph.Input("continues", [batch, 1]);

        var value = (network("online", states, actions) * chosen).Sum(1);
        var online = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();

        var nextOnline = network("online", nextStates, actions);
        var best = graph.Map(Equal(Input(0), Input(1)), nextOnline, nextOnline.Max(1));
        var nextValue = (best * network("target", nextStates, actions)).Sum(1) / best.Sum(1);
        var target = (rewards + continues * nextValue * options.Discount).Detach();

        var loss = Losses.Huber(value, target, options.HuberDelta).Mean();
        graph.Output("loss", loss);
        new Adam { LearningRate = options.LearningRate }.Minimize(loss, online, name: ""); // adam/step, as in the first checkpoints
        return graph;
    }

    private static Graph CopyGraph(QNetwork network, Shape observations, int actions)
    {
        var graph = new Graph();
        network("online", graph.Input("observations", observations), actions);
        foreach (var online in graph.Variables.Values.ToArray())
            graph.Update(graph.Variable("target" + online.Value.Name["online".Length..], online.Value.Shape, trainable: false), online.Value);
        return graph;
    }

    private void ChooseActions(float exploration)
    {
        _policy.Evaluate();
        for (int e = 0; e < _actions.Length; e++)
        {
            bool explores = exploration > 0 && _random.NextSingle() < exploration;
            _actions[e] = explores ? _random.Next(_environment.ActionCount) : _policy.Best(e);
        }
    }

    private void Remember()
    {
        _environment.Observations.Read(_observations);
        _replay.See(_observations, _starts);
    }

    private void CountEpisodes()
    {
        for (int e = 0; e < _starts.Length; e++)
        {
            _starts[e] = _ended[e];
            if (!Advance(e)) continue;
            Episodes++;
            EpisodeFinished?.Invoke(_returns[e]);
        }
    }

    /// <summary>Adds a step to an environment's episode; true where that ends it. The step after an end only begins the next episode.</summary>
    private bool Advance(int environment)
    {
        _returns[environment] = _ended[environment] ? 0 : _returns[environment] + _rewards[environment];
        return _ended[environment] = _terminated[environment] || _truncated[environment];
    }

    private void Learn()
    {
        _replay.Sample(_random, _batch);
        _learn.Input("states").Write(_batch.States);
        _learn.Input("next states").Write(_batch.NextStates);
        _learn.Input("actions").Write(_batch.Actions);
        _learn.Input("rewards").Write(_batch.Rewards);
        _learn.Input("continues").Write(_batch.Continues);
        _learn.Run();
        Updates++;
        if (Updates % _options.TargetUpdate == 0) _copyToTarget.Run();
        if (Updates % LossInterval != 0) return;
        _learn.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
    }
}
