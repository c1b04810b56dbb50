using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// IMPALA (Espeholt et al. 2018): many actors send what they experienced with a policy that is a little older than that of the learner, and
/// V-trace corrects for the difference. Each batch of experience is one training step of an actor-critic, with Adam.
/// </summary>
public sealed class Impala : DistributedTrainer
{
    private readonly ImpalaOptions _options;
    private readonly ActorPolicy _policy;
    private readonly FrameStore _frames;
    private readonly Plan _evaluation, _trainStep;
    private readonly int _stack, _actionCount;
    private readonly float[] _rows, _logits, _values, _logRatios, _targets, _advantages, _oneHotActions, _weights, _loss = new float[1];
    private readonly bool[] _ended;

    /// <summary>Creates the learner and compiles its plans.</summary>
    /// <param name="environment">The environments of the evaluation, like those of the actors.</param>
    /// <param name="network">The network that computes the logits of the actions and the value of the state.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The weights of the network; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="place">The place of the learner in the run.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Impala(
        IEnvironment environment, ActorNetwork network, Device device, Variables variables, ImpalaOptions options, LearnerPlace place)
        : base(environment, variables, place, options.Actors)
    {
        options.Validate();
        (_options, _stack, _actionCount) = (options, environment.Stack, environment.ActionCount);
        _policy = new ActorPolicy(network, environment.Observations, _actionCount, device, variables);
        _frames = new FrameStore(device, Shape.Environments, Shape.FrameSize, Shape.Slots);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["frames"] = _frames.Frames };
        int count = Shape.Transitions, observed = count + Shape.Environments;
        Shape Observations(int batch) => ShaderKernels.Tensors.Shape.Of([batch, .. environment.Observations.Shape.Dimensions[1..]]);
        _evaluation = Plan.Compile(
            EvaluationGraph(network, Observations(observed), _stack, _frames.Frames.Shape, _actionCount), device, variables, bindings);
        _trainStep = Plan.Compile(
            TrainStepGraph(network, Observations(count), _stack, _frames.Frames.Shape, _actionCount, options), device, variables, bindings);
        (_rows, _logits, _values) = (new float[observed * _stack], new float[observed * _actionCount], new float[observed]);
        (_logRatios, _targets, _advantages) = (new float[count], new float[count], new float[count]);
        (_oneHotActions, _weights, _ended) = (new float[count * _actionCount], new float[count], new bool[count]);
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    /// <summary>Creates an actor.</summary>
    /// <param name="environment">The batch of environments to play.</param>
    /// <param name="network">The network of the learner.</param>
    /// <param name="device">The device that runs the network and holds the observations of the environments.</param>
    /// <param name="variables">The weights of the actor, which those of the learner overwrite.</param>
    /// <param name="options">The hyperparameters of the learner.</param>
    /// <param name="seed">The random seed of the actions.</param>
    /// <param name="place">The place of the actor in the run.</param>
    public static Actor CreateActor(
        IEnvironment environment, ActorNetwork network, Device device, Variables variables, ImpalaOptions options, int seed,
        ActorPlace place) => new PolicyActor(environment, network, device, variables, options, seed, place);

    /// <summary>Releases the plans; the variables, the environment and the channel are not disposed.</summary>
    public override void Dispose()
    {
        _policy.Dispose();
        _evaluation.Dispose();
        _trainStep.Dispose();
        _frames.Dispose();
    }

    /// <summary>
    /// Computes the sum of section 4.2 of the paper, as a loss to minimize: [N, 1], for each sample minus the logarithm of the probability
    /// of the action times its advantage, plus the squared error of the value and minus the entropy, by their coefficients.
    /// </summary>
    /// <param name="logits">The logits of the actions, [N, actions].</param>
    /// <param name="value">The values of the states, [N, 1].</param>
    /// <param name="actions">The actions that were taken, one-hot, [N, actions].</param>
    /// <param name="advantages">The advantages of V-trace, weighted by rho, [N, 1].</param>
    /// <param name="targets">The targets of the values by V-trace, [N, 1].</param>
    /// <param name="options">The coefficients.</param>
    internal static Value Losses(
        Value logits, Value value, Value actions, Value advantages, Value targets, ImpalaOptions options)
    {
        var graph = logits.Graph;
        var logProbabilities = logits.LogSoftmax(1);
        var negativeEntropy = graph.Map(Exp(Input(0)) * Input(0), logProbabilities).Sum(1);
        var error = Square(Input(0) - Input(1)) * (0.5f * options.ValueCoefficient);
        return graph.Map(error - Input(2) * Input(3) + options.EntropyCoefficient * Input(4),
            value, targets, (logProbabilities * actions).Sum(1), advantages, negativeEntropy);
    }

    /// <inheritdoc/>
    private protected override void Learn(Experience experience)
    {
        for (int slot = 0; slot < Shape.Slots; slot++) _frames.Store(slot, experience.FramesAt(slot));
        WriteRows(experience);
        _evaluation.Input("rows").Write(_rows);
        _evaluation.Run();
        _evaluation.Output("logits").Read(_logits);
        _evaluation.Output("value").Read(_values);
        Prepare(experience);
        VTrace.Compute(
            experience.Rewards, _values, _logRatios, experience.Terminated, _ended, Shape.Environments, _options, _targets, _advantages);
        _trainStep.Input("rows").Write(_rows.AsSpan(0, Shape.Transitions * _stack));
        _trainStep.Input("actions").Write(_oneHotActions);
        _trainStep.Input("advantages").Write(_advantages);
        _trainStep.Input("targets").Write(_targets);
        _trainStep.Input("weights").Write(_weights);
        _trainStep.Input("learning rate").Write([_options.LearningRate * _options.AnnealedAt(Steps)]);
        _trainStep.Run();
        Updates++;
        Steps += experience.Count;
        _trainStep.Output("loss").Read(_loss);
        Loss = _loss[0];
        if (!double.IsFinite(Loss)) throw new TrainingDivergedException(Steps, Loss);
    }

    private static Graph EvaluationGraph(ActorNetwork network, Shape observations, int stack, Shape store, int actions)
    {
        var graph = new Graph();
        var rows = graph.Input("rows", [observations[0] * stack]);
        var (logits, value) = network("online", FrameStore.Restore(graph.Input("frames", store), rows, observations), actions);
        graph.Output("logits", logits);
        graph.Output("value", value);
        return graph;
    }

    private static Graph TrainStepGraph(
        ActorNetwork network, Shape observations, int stack, Shape store, int actions, ImpalaOptions options)
    {
        var graph = new Graph();
        int batch = observations[0];
        var rows = graph.Input("rows", [batch * stack]);
        var (logits, value) = network("online", FrameStore.Restore(graph.Input("frames", store), rows, observations), actions);
        var losses = Losses(
            logits, value, graph.Input("actions", [batch, actions]), graph.Input("advantages", [batch, 1]),
            graph.Input("targets", [batch, 1]), options);
        var loss = (losses * graph.Input("weights", [batch, 1])).Sum().Reshape(ShaderKernels.Tensors.Shape.Scalar);
        graph.Output("loss", loss);
        Value[] weights = [.. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        new Adam { Epsilon = 1e-5f, ClipNorm = options.ClipNorm }.Minimize(
            loss, weights, name: "", graph.Input("learning rate", ShaderKernels.Tensors.Shape.Scalar));
        return graph;
    }

    /// <summary>
    /// Writes the rows of the frames of each observation, the newest last. The first frame of an episode takes the place of the missing
    /// ones before it.
    /// </summary>
    private void WriteRows(Experience experience)
    {
        int environments = Shape.Environments;
        for (int i = 0; i < _rows.Length / _stack; i++)
        {
            int row = Shape.Context * environments + i;
            for (int frame = _stack - 1; frame >= 0; frame--)
            {
                _rows[i * _stack + frame] = row;
                if (row >= environments && !experience.Starts[row]) row -= environments;
            }
        }
    }

    /// <summary>
    /// Writes what V-trace and the training step need of each step. Nothing is learned from a step that only began the next episode: its
    /// action had no effect.
    /// </summary>
    private void Prepare(Experience experience)
    {
        Array.Clear(_oneHotActions);
        int valid = 0;
        for (int i = 0; i < _ended.Length; i++)
        {
            var (step, environment) = Math.DivRem(i, Shape.Environments);
            bool isReset = experience.IsReset(step, environment);
            int action = experience.Actions[i];
            _logRatios[i] = LogProbability(_logits.AsSpan(i * _actionCount, _actionCount), action) - experience.Judgments[i];
            _ended[i] = experience.Terminated[i] || experience.Truncated[i] || isReset;
            _oneHotActions[i * _actionCount + action] = 1;
            _weights[i] = isReset ? 0 : 1;
            if (!isReset) valid++;
        }
        for (int i = 0; i < _weights.Length; i++) _weights[i] /= Math.Max(1, valid);
    }

    private static float LogProbability(ReadOnlySpan<float> logits, int action)
    {
        float largest = System.Numerics.Tensors.TensorPrimitives.Max(logits), sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return logits[action] - largest - MathF.Log(sum);
    }
}
