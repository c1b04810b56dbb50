using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// Trains a deep Q-network from pixels (Mnih et al. 2015) with double Q-learning (van Hasselt, Guez and Silver 2016), Huber loss and Adam.
/// <see cref="DqnOptions"/> switches n-step returns and prioritized replay on, and the network decides whether it is dueling, noisy and
/// distributional; all together are Rainbow (Hessel et al. 2018). This file contains the whole algorithm: action selection, the replay
/// buffer updates and the training step. All device computation runs in three plans: the policy, the training step and the update of the
/// target network. The frames stay on the device; see FrameStore.
/// </summary>
public sealed class Dqn : AgentTrainer
{
    /// <summary>The number of training steps between readbacks of the loss; each readback waits for the device.</summary>
    private const int LossInterval = 50;

    private readonly DqnOptions _options;
    private readonly QPolicy _policy;
    private readonly QPolicy? _noisyPolicy;
    private readonly Plan _trainStep, _updateTarget;
    private readonly ReplayMemory _replayBuffer;
    private readonly FrameStore _frames;
    private readonly ReplayBatch _batch;
    private readonly Random _random;
    private readonly float[] _learnedRewards, _errors, _loss = new float[1];
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
        var batchShape = Shape.Of([options.BatchSize, .. observations.Dimensions[1..]]);
        int frameSize = (int)(observations.Count / observations[0] / environment.Stack);
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables);
        if (IsNoisy(network, observations, environment.ActionCount))
            _noisyPolicy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables, training: true);
        _updateTarget = Plan.Compile(UpdateTargetGraph(network, observations, environment.ActionCount), device, variables);
        _replayBuffer = new ReplayMemory(
            options.ReplayCapacity, environment.Count, environment.Stack, frameSize, options.Prioritized, keepsFrames: false)
        {
            NStep = options.NStep, Discount = options.Discount, PriorityExponent = options.PriorityExponent,
        };
        _batch = new ReplayBatch(batchShape, environment.ActionCount, environment.Stack);
        _frames = new FrameStore(device, environment.Observations, frameSize, options.ReplayCapacity / environment.Count);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["frames"] = _frames.Frames };
        var graph = TrainStepGraph(network, batchShape, environment.Stack, _frames.Frames.Shape, environment.ActionCount, options);
        _trainStep = Plan.Compile(graph, device, variables, bindings);
        (_learnedRewards, _ends, _errors) = (new float[environment.Count], new bool[environment.Count], new float[options.BatchSize]);
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

    /// <summary>Gets the exponent of the importance weights of prioritized replay, which rises to 1.</summary>
    private float ImportanceExponent =>
        Math.Min(1, _options.ImportanceExponent + (1 - _options.ImportanceExponent) * Steps / _options.ImportanceSteps);

    /// <inheritdoc/>
    public override void Begin(ulong seed)
    {
        if (Updates == 0) _updateTarget.Run();
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
        if (_replayBuffer.Count < _options.LearningStarts) return; // also after a resume, which starts with an empty replay buffer
        for (long due = Steps / _options.TrainFrequency - before / _options.TrainFrequency; due > 0; due--) TrainStep();
    }

    /// <summary>Releases the plans; the variables and the environment are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _noisyPolicy?.Dispose();
        _trainStep.Dispose();
        _updateTarget.Dispose();
        _frames.Dispose();
    }

    /// <summary>
    /// Builds the training graph. The error is that of Q(s, a) and y = r + discount * Q'(s', argmax Q(s', .)), where r and discount are
    /// those of the n-step return, and discount is 0 if the step terminated the episode. Q is the online network, Q' the target network,
    /// and no gradient flows through y. The argmax is that of Q' without double Q-learning.
    /// </summary>
    private static Graph TrainStepGraph(
        QNetwork network, Shape observations, int stack, Shape store, int actions, DqnOptions options)
    {
        var graph = new Graph(training: true);
        int batch = observations[0];
        var frames = graph.Input("frames", store);
        var states = FrameStore.Restore(frames, graph.Input("state rows", [batch * stack]), observations);
        var nextStates = FrameStore.Restore(frames, graph.Input("next state rows", [batch * stack]), observations);
        Value oneHotActions = graph.Input("actions", [batch, actions]), weights = graph.Input("weights", [batch, 1]);
        Value rewards = graph.Input("rewards", [batch, 1]), discounts = graph.Input("discounts", [batch, 1]);

        var output = network("online", states, actions);
        var online = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();
        var nextTarget = network("target", nextStates, actions);
        var choosing = options.Double ? network("online", nextStates, actions) : nextTarget;
        var choosingValues = ActionValues.Expected(options.Double ? "online" : "target", choosing);
        var best = graph.Map(Equal(Input(0), Input(1)), choosingValues, choosingValues.Max(1));

        Value losses, errors;
        if (output.Shape.Rank == 2)
        {
            var value = (output * oneHotActions).Sum(1);
            var nextValue = (best * nextTarget).Sum(1) / best.Sum(1);
            var target = (rewards + discounts * nextValue).Detach();
            losses = Losses.Huber(value, target, options.HuberDelta);
            errors = graph.Map(Abs(Input(0) - Input(1)), value, target);
        }
        else
        {
            losses = errors = DistributionalLoss(output, oneHotActions, nextTarget, best, rewards, discounts);
        }
        var loss = (losses * weights).Mean();
        graph.Output("loss", loss);
        graph.Output("errors", errors);

        // The empty name keeps the variable adam/step of earlier checkpoints.
        Optimizer optimizer = options.Optimizer == DqnOptimizer.Adam
            ? new Adam { LearningRate = options.LearningRate, Epsilon = options.AdamEpsilon, ClipNorm = options.ClipNorm }
            : new CenteredRmsProp { LearningRate = options.LearningRate, ClipNorm = options.ClipNorm };
        optimizer.Minimize(loss, online, name: "");
        return graph;
    }

    /// <summary>
    /// Computes the Kullback-Leibler divergence of the predicted distribution of the return of each action that was taken from its target
    /// (Bellemare, Dabney and Munos 2017, algorithm 1): [N, 1].
    /// </summary>
    private static Value DistributionalLoss(
        Value logits, Value oneHotActions, Value nextLogits, Value best, Value rewards, Value discounts)
    {
        var (count, actions) = (logits.Shape[0], logits.Shape[1]);
        Value support = ActionValues.SupportOf("online", logits), chosen = (best / best.Sum(1)).Reshape([count, actions, 1]);
        var next = (nextLogits.Softmax(2) * chosen).Sum(1);
        var target = ActionValues.Project(support, next, rewards, discounts).Detach();
        var predicted = (logits.LogSoftmax(2) * oneHotActions.Reshape([count, actions, 1])).Sum(1);
        return Losses.KullbackLeibler(predicted, target).Sum(2).Reshape([count, 1]);
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

    /// <summary>Whether the network draws noise in training.</summary>
    private static bool IsNoisy(QNetwork network, Shape observations, int actions)
    {
        var graph = new Graph(training: true);
        network("online", graph.Input("observations", observations), actions);
        return graph.Nodes.Any(node => node.Operator.RandomStream is not null);
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
        _replayBuffer.AddActions(Actions, _learnedRewards, _ends);
    }

    private void StoreObservations()
    {
        _frames.Store(_replayBuffer.NextSlot);
        _replayBuffer.AddObservations(EpisodeStarts);
    }

    private void TrainStep()
    {
        _replayBuffer.Sample(_random, _batch, ImportanceExponent);
        _trainStep.Input("state rows").Write(_batch.StateRows);
        _trainStep.Input("next state rows").Write(_batch.NextStateRows);
        _trainStep.Input("actions").Write(_batch.Actions);
        _trainStep.Input("rewards").Write(_batch.Rewards);
        _trainStep.Input("discounts").Write(_batch.Discounts);
        _trainStep.Input("weights").Write(_batch.Weights);
        _trainStep.Run();
        Updates++;
        if (_options.Prioritized)
        {
            _trainStep.Output("errors").Read(_errors);
            _replayBuffer.UpdatePriorities(_batch.Indices, _errors);
        }
        if (Updates % _options.TargetUpdate == 0) _updateTarget.Run();
        if (Updates % LossInterval != 0) return;
        _trainStep.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
    }
}
