using System.Numerics.Tensors;
using ShaderKernels.Devices;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace VisionRuntime.Agents;

/// <summary>
/// Trains an actor-critic from pixels by proximal policy optimization (Schulman et al. 2017) with generalized advantage estimation and
/// Adam. This file contains the whole algorithm: a rollout of all environments is played with the current policy, then several passes over
/// it improve the policy, whose probabilities may not move far from those with which it was played.
/// </summary>
public sealed class Ppo : AgentTrainer
{
    private readonly PpoOptions _options;
    private readonly ActorPolicy _policy;
    private readonly IPolicy _played;
    private readonly Plan _trainStep;
    private readonly Random _random;
    private readonly int _count, _actionCount;

    // The rollout, [RolloutLength, environments, ...]; its observations stay on the device.
    private readonly FrameStore _frames;
    private readonly int[] _taken;
    private readonly float[] _logProbabilities, _rolloutRewards, _values, _advantages, _potentials;
    private readonly bool[] _terminal, _ended, _isReset;
    private readonly int[] _order;
    private int _time;

    // A minibatch.
    private readonly float[] _rows, _oneHotActions, _oldLogProbabilities, _batchAdvantages, _returns, _loss = new float[1];

    /// <summary>Creates the agent and compiles its plans.</summary>
    /// <param name="environment">The batch of environments to train on.</param>
    /// <param name="network">The network that computes the logits of the actions and the value of the state.</param>
    /// <param name="device">The device that runs the network and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the network; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="seed">The random seed of the actions and the order of minibatches.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a rollout is not divisible into the minibatches.</exception>
    public Ppo(IEnvironment environment, ActorNetwork network, Device device, Variables variables, PpoOptions options, int seed)
        : base(environment)
    {
        options.Validate();
        (_options, _random, _count, _actionCount) = (options, new Random(seed), environment.Count, environment.ActionCount);
        int steps = options.RolloutLength * _count, batch = steps / options.Minibatches;
        if (batch < 1 || steps % options.Minibatches != 0)
        {
            throw new ArgumentException(
                $"Ppo: a rollout of {options.RolloutLength} steps in {_count} environments cannot be divided into {options.Minibatches} "
                + "minibatches; change RolloutLength or Minibatches");
        }
        var observations = environment.Observations.Shape;
        _policy = new ActorPolicy(network, environment.Observations, _actionCount, device, variables);
        _played = options.Stochastic ? new StochasticPolicy(_policy, _actionCount, new Random(seed)) : _policy;
        var states = Shape.Of([batch, .. observations.Dimensions[1..]]);
        _frames = new FrameStore(device, environment.Observations, (int)(observations.Count / _count), options.RolloutLength);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["frames"] = _frames.Frames };
        _trainStep = Plan.Compile(
            TrainStepGraph(network, states, _frames.Frames.Shape, _actionCount, options), device, variables, bindings);
        (_taken, _order) = (new int[steps], new int[steps]);
        (_logProbabilities, _rolloutRewards, _advantages) = (new float[steps], new float[steps], new float[steps]);
        (_values, _potentials) = (new float[steps + _count], new float[_count]);
        (_terminal, _ended, _isReset) = (new bool[steps], new bool[steps], new bool[steps]);
        (_rows, _oneHotActions) = (new float[batch], new float[batch * _actionCount]);
        (_oldLogProbabilities, _batchAdvantages, _returns) = (new float[batch], new float[batch], new float[batch]);
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _played;

    /// <inheritdoc/>
    public override void Begin(ulong seed)
    {
        base.Begin(seed);
        Environment.Potentials.CopyTo(_potentials);
        _time = 0;
    }

    /// <inheritdoc/>
    public override void Step()
    {
        int first = _time * _count;
        _policy.Evaluate();
        _frames.Store(_time);
        _policy.StateValues.Span.CopyTo(_values.AsSpan(first));
        for (int e = 0; e < _count; e++)
        {
            _isReset[first + e] = Terminated[e] || Truncated[e];
            Actions[e] = _taken[first + e] = _policy.Sample(e, _random, out _logProbabilities[first + e]);
        }
        StepEnvironment();
        var livesLost = Environment.LivesLost;
        var potentials = Environment.Potentials;
        for (int e = 0; e < _count; e++)
        {
            _rolloutRewards[first + e] = _options.ClipRewards ? MathF.Sign(Rewards[e]) : Rewards[e];
            if (!potentials.IsEmpty) _rolloutRewards[first + e] += _options.Shaping * (potentials[e] - _potentials[e]);
            _terminal[first + e] = Terminated[e] || _options.TerminalOnLifeLoss && !livesLost.IsEmpty && livesLost[e];
            _ended[first + e] = _terminal[first + e] || Truncated[e];
        }
        potentials.CopyTo(_potentials);
        if (++_time == _options.RolloutLength) Learn();
    }

    /// <summary>Releases the plans; the variables and the environment are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _trainStep.Dispose();
        _frames.Dispose();
    }

    /// <summary>
    /// Computes equation 9 of the paper, as a loss to minimize: [N, 1], for each sample minus the clipped surrogate objective, plus the
    /// squared error of the value and minus the entropy, by their coefficients.
    /// </summary>
    /// <param name="logits">The logits of the actions, [N, actions].</param>
    /// <param name="value">The values of the states, [N, 1].</param>
    /// <param name="actions">The actions that were taken, one-hot, [N, actions].</param>
    /// <param name="oldLogProbabilities">The logarithms of their probabilities when they were taken, [N, 1].</param>
    /// <param name="advantages">The advantages, [N, 1].</param>
    /// <param name="returns">The targets of the values, [N, 1].</param>
    /// <param name="clipRange">Epsilon, a scalar.</param>
    /// <param name="options">The coefficients.</param>
    internal static Value Losses(
        Value logits, Value value, Value actions, Value oldLogProbabilities, Value advantages, Value returns, Value clipRange,
        PpoOptions options)
    {
        var graph = logits.Graph;
        var logProbabilities = logits.LogSoftmax(1);
        Expression ratio = Exp(Input(0) - Input(1)), advantage = Input(2), epsilon = Input(3);
        var clipped = Min(Max(ratio, 1 - epsilon), 1 + epsilon);
        var surrogate = graph.Map(Min(ratio * advantage, clipped * advantage),
            (logProbabilities * actions).Sum(1), oldLogProbabilities, advantages, clipRange);
        var valueLoss = graph.Map(0.5f * Square(Input(0) - Input(1)), value, returns);
        var negativeEntropy = graph.Map(Exp(Input(0)) * Input(0), logProbabilities).Sum(1);
        return graph.Map(options.ValueCoefficient * Input(0) - Input(1) + options.EntropyCoefficient * Input(2),
            valueLoss, surrogate, negativeEntropy);
    }

    private static Graph TrainStepGraph(ActorNetwork network, Shape observations, Shape store, int actions, PpoOptions options)
    {
        var graph = new Graph();
        int batch = observations[0];
        var states = FrameStore.Restore(graph.Input("frames", store), graph.Input("rows", [batch]), observations);
        var (logits, value) = network("online", states, actions);
        var losses = Losses(
            logits, value, graph.Input("actions", [batch, actions]), graph.Input("log probabilities", [batch, 1]),
            graph.Input("advantages", [batch, 1]), graph.Input("returns", [batch, 1]),
            graph.Input("clip range", Shape.Scalar), options);
        var loss = losses.Mean();
        graph.Output("loss", loss);
        Value[] weights = [.. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        new Adam { Epsilon = 1e-5f, ClipNorm = options.ClipNorm }.Minimize(
            loss, weights, name: "", graph.Input("learning rate", Shape.Scalar));
        return graph;
    }

    /// <summary>Improves the policy by the rollout, and begins the next one.</summary>
    private void Learn()
    {
        int steps = _options.RolloutLength * _count, batch = _returns.Length;
        _policy.Evaluate();
        _policy.StateValues.Span.CopyTo(_values.AsSpan(steps));
        GeneralizedAdvantages.Compute(
            _rolloutRewards, _values, _terminal, _ended, _count, _options.Discount, _options.Lambda, _advantages);
        float annealed = _options.AnnealedAt(Steps);
        _trainStep.Input("learning rate").Write([_options.LearningRate * annealed]);
        _trainStep.Input("clip range").Write([_options.ClipRange * annealed]);
        // The step after the end of an episode only begins the next one: its action had no effect, and nothing is learned from it.
        int valid = 0;
        for (int i = 0; i < steps; i++)
            if (!_isReset[i]) _order[valid++] = i;
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            _random.Shuffle(_order.AsSpan(0, valid));
            for (int start = 0; start < valid; start += batch) TrainStep(start, valid);
        }
        _trainStep.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
        _time = 0;
    }

    /// <summary>Trains on a minibatch; the last of a pass is completed by samples of the first.</summary>
    private void TrainStep(int start, int valid)
    {
        Array.Clear(_oneHotActions);
        for (int i = 0; i < _returns.Length; i++)
        {
            int sample = _order[(start + i) % valid];
            _rows[i] = sample;
            _oneHotActions[i * _actionCount + _taken[sample]] = 1;
            _oldLogProbabilities[i] = _logProbabilities[sample];
            _batchAdvantages[i] = _advantages[sample];
            _returns[i] = _advantages[sample] + _values[sample];
        }
        if (_options.NormalizeAdvantages) Normalize(_batchAdvantages);
        _trainStep.Input("rows").Write(_rows);
        _trainStep.Input("actions").Write(_oneHotActions);
        _trainStep.Input("log probabilities").Write(_oldLogProbabilities);
        _trainStep.Input("advantages").Write(_batchAdvantages);
        _trainStep.Input("returns").Write(_returns);
        _trainStep.Run();
        Updates++;
    }

    /// <summary>Scales values to mean 0 and standard deviation 1.</summary>
    internal static void Normalize(Span<float> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Average<float>(values), values);
        float deviation = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(values) / values.Length);
        TensorPrimitives.Divide(values, deviation + 1e-8f, values);
    }
}
