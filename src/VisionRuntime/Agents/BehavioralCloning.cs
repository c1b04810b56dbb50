using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Agents;

/// <summary>
/// Trains a policy to act as demonstrated. Without an expert it is behavioral cloning (Pomerleau 1989) of recorded play. With one it is
/// DAgger (Ross, Gordon and Bagnell 2011, "A reduction of imitation learning and structured prediction to no-regret online learning"): the
/// policy plays, at first in turn with the expert, who names the right action in each of the states that the policy gets into.
/// </summary>
public sealed class BehavioralCloning : AgentTrainer
{
    private const int LossInterval = 50;

    private readonly CloningOptions _options;
    private readonly QPolicy _policy;
    private readonly Plan _trainStep;
    private readonly Demonstrations _demonstrations;
    private readonly Func<int, int>? _expert;
    private readonly Random _random;
    private readonly int _observationSize;
    private readonly float[] _observations, _states, _oneHotActions, _loss = new float[1];

    /// <summary>Creates the agent and compiles its plans.</summary>
    /// <param name="environment">The batch of environments that an expert demonstrates in, and the policy is evaluated in.</param>
    /// <param name="network">The network, whose policy is trained.</param>
    /// <param name="device">The device that runs the network and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the network; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="seed">The random seed.</param>
    /// <param name="demonstrations">Recorded play to begin with; none if null.</param>
    /// <param name="expert">Names the right action in an environment; negative if there is none. Null for behavioral cloning.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, the demonstrations are of other observations or actions, or there is nothing to learn from.
    /// </exception>
    public BehavioralCloning(
        IEnvironment environment, ActorNetwork network, Device device, Variables variables, CloningOptions options, int seed,
        Demonstrations? demonstrations = null, Func<int, int>? expert = null)
        : base(environment)
    {
        options.Validate();
        (_options, _random, _expert) = (options, new Random(seed), expert);
        var observations = environment.Observations.Shape;
        Shape one = [1, .. observations.Dimensions[1..]], states = [options.BatchSize, .. observations.Dimensions[1..]];
        _demonstrations = demonstrations ?? new Demonstrations(one, environment.ActionCount, options.Capacity);
        if (_demonstrations.Observation != one || _demonstrations.ActionCount != environment.ActionCount)
        {
            throw new ArgumentException(
                $"BehavioralCloning: the demonstrations are {_demonstrations.ActionCount} actions after {_demonstrations.Observation}, the "
                + $"environments have {environment.ActionCount} actions after {one}");
        }
        if (expert is null && _demonstrations.Count == 0)
            throw new ArgumentException("BehavioralCloning: there are neither demonstrations nor an expert; record some play first");
        _observationSize = (int)one.Count;
        _policy = new QPolicy(
            (prefix, x, actions) => network(prefix, x, actions).Policy, environment.Observations, environment.ActionCount, device,
            variables);
        var graph = TrainStepGraph(network, states, environment.ActionCount, options);
        variables.Add(graph); // the value too, which is not trained but belongs to the network
        _trainStep = Plan.Compile(graph, device, variables);
        _observations = new float[observations.Count];
        (_states, _oneHotActions) = (new float[states.Count], new float[options.BatchSize * environment.ActionCount]);
    }

    /// <summary>Gets the probability that the expert acts instead of the policy; NaN without an expert.</summary>
    public override float Exploration => _expert is null ? float.NaN : Math.Max(0, 1 - (float)Steps / _options.ExpertSteps);

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    /// <summary>
    /// With an expert, steps every environment and runs the training steps that are due. Without one, trains on one batch, whose steps
    /// count as steps.
    /// </summary>
    /// <exception cref="TrainingDivergedException">The loss is NaN or infinite.</exception>
    /// <exception cref="EnvironmentException">A reward is NaN or infinite.</exception>
    public override void Step()
    {
        if (_expert is null)
        {
            TrainStep();
            Steps += _options.BatchSize;
            return;
        }
        long before = Steps;
        _policy.Evaluate();
        Environment.Observations.Read(_observations);
        for (int e = 0; e < Actions.Length; e++)
        {
            int right = _expert(e);
            bool isShown = _random.NextSingle() < Exploration;
            Actions[e] = isShown && right >= 0 ? right : _policy.Best(e);
            // After the end of an episode the action is ignored, and nothing is to be learned from it.
            if (right >= 0 && !Terminated[e] && !Truncated[e])
                _demonstrations.Add(_observations.AsSpan(e * _observationSize, _observationSize), right);
        }
        StepEnvironment();
        if (_demonstrations.Count < _options.LearningStarts) return;
        for (long due = Steps / _options.TrainFrequency - before / _options.TrainFrequency; due > 0; due--) TrainStep();
    }

    /// <summary>Releases the plans; the variables and the environment are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _trainStep.Dispose();
    }

    private static Graph TrainStepGraph(ActorNetwork network, Shape observations, int actions, CloningOptions options)
    {
        var graph = new Graph(training: true);
        var logits = network("online", graph.Input("states", observations), actions).Policy;
        var loss = Losses.CrossEntropy(logits, graph.Input("actions", [observations[0], actions])).Mean();
        graph.Output("loss", loss);
        var reached = new HashSet<Value>();
        Reach(logits, reached);
        var trainable = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value);
        Value[] weights = [.. trainable.Where(reached.Contains)];
        new Adam { LearningRate = options.LearningRate }.Minimize(loss, weights, name: "");
        return graph;
    }

    /// <summary>Finds everything that a value is computed from.</summary>
    private static void Reach(Value value, HashSet<Value> reached)
    {
        if (!reached.Add(value) || value.Producer is null) return;
        foreach (var input in value.Producer.Inputs) Reach(input, reached);
    }

    private void TrainStep()
    {
        Array.Clear(_oneHotActions);
        for (int i = 0; i < _options.BatchSize; i++)
        {
            int step = _random.Next(_demonstrations.Count);
            int action = _demonstrations.Read(step, _states.AsSpan(i * _observationSize, _observationSize));
            _oneHotActions[i * Environment.ActionCount + action] = 1;
        }
        _trainStep.Input("states").Write(_states);
        _trainStep.Input("actions").Write(_oneHotActions);
        _trainStep.Run();
        if (++Updates % LossInterval != 0) return;
        _trainStep.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
    }
}
