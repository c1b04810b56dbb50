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
/// The half of deep Q-learning that learns: the replay buffer, the training step and the target network. <see cref="Dqn"/> fills the buffer
/// with its own steps, <see cref="Distributed.Apex"/> with those of its actors.
/// </summary>
internal sealed class QLearning : IDisposable
{
    /// <summary>The number of training steps between readbacks of the loss; each readback waits for the device.</summary>
    private const int LossInterval = 50;

    private readonly DqnOptions _options;
    private readonly Plan _trainStep, _updateTarget;
    private readonly float[] _loss = new float[1];

    /// <summary>Creates an empty replay buffer and compiles the plans.</summary>
    /// <param name="network">The network that computes the value of each action, or the logits of its distribution.</param>
    /// <param name="observations">The shape of the observations of the environments, [environments, ...].</param>
    /// <param name="stack">The number of frames stacked in an observation.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="device">The device that runs the networks.</param>
    /// <param name="variables">The weights of the online and target networks; missing weights are initialized.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="frames">The frames, one slot for each step that the replay buffer holds.</param>
    /// <param name="seed">The random seed of replay sampling.</param>
    public QLearning(
        QNetwork network, Shape observations, int stack, int actions, Device device, Variables variables, DqnOptions options,
        FrameStore frames, int seed)
    {
        _options = options;
        var batchShape = Shape.Of([options.BatchSize, .. observations.Dimensions[1..]]);
        _updateTarget = Plan.Compile(UpdateTargetGraph(network, observations, actions), device, variables);
        Replay = new ReplayMemory(device, options, observations[0], stack, actions, seed);
        var graph = TrainStepGraph(network, batchShape, stack, frames.Frames.Shape, actions, options);
        var bindings = Replay.Batch.Where(tensor => graph.Inputs.ContainsKey(tensor.Key)).Append(new("frames", frames.Frames))
            .ToDictionary(StringComparer.Ordinal);
        _trainStep = Plan.Compile(graph, device, variables, bindings);
        if (options.Prioritized) Replay.PrioritizeBy(_trainStep.Output("errors"));
    }

    /// <summary>Gets the replay buffer.</summary>
    public ReplayMemory Replay { get; }

    /// <summary>Copies the online network to the target network.</summary>
    public void UpdateTarget() => _updateTarget.Run();

    /// <summary>
    /// Returns the number of training steps that are due after environment steps; none until the replay buffer has enough, also after a
    /// resume, which starts with an empty one.
    /// </summary>
    /// <param name="before">The number of environment steps before.</param>
    /// <param name="now">The number of environment steps now.</param>
    public long StepsDue(long before, long now) =>
        Replay.Count < _options.LearningStarts || !Replay.HasTransitions ? 0
            : now / _options.TrainFrequency - before / _options.TrainFrequency;

    /// <summary>Whether the network draws noise in training.</summary>
    public static bool IsNoisy(QNetwork network, Shape observations, int actions)
    {
        var graph = new Graph(training: true);
        network("online", graph.Input("observations", observations), actions);
        return graph.Nodes.Any(node => node.Operator.RandomStream is not null);
    }

    /// <summary>Takes one training step on a batch that is sampled from the replay buffer, all of it on the device.</summary>
    /// <param name="steps">The number of environment steps so far.</param>
    /// <param name="updates">The number of training steps, this one included.</param>
    /// <returns>The loss, where it was read back from the device.</returns>
    /// <exception cref="TrainingDivergedException">The loss is NaN or infinite.</exception>
    public double? Step(long steps, long updates)
    {
        float rise = (1 - _options.ImportanceExponent) * steps / _options.ImportanceSteps;
        Replay.Sample(Math.Min(1, _options.ImportanceExponent + rise));
        _trainStep.Run();
        Replay.UpdatePriorities();
        if (updates % _options.TargetUpdate == 0) _updateTarget.Run();
        if (updates % LossInterval != 0) return null;
        _trainStep.Output("loss").Read(_loss);
        return float.IsFinite(_loss[0]) ? _loss[0] : throw new TrainingDivergedException(steps, _loss[0]);
    }

    /// <summary>Releases the plans; the variables and the frames are not disposed.</summary>
    public void Dispose()
    {
        Replay.Dispose();
        _trainStep.Dispose();
        _updateTarget.Dispose();
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
        var oneHotActions = graph.Input("actions", [batch, actions]);
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
        if (options.Prioritized)
        {
            losses *= graph.Input("weights", [batch, 1]);
            graph.Output("errors", errors);
        }
        var loss = losses.Mean();
        graph.Output("loss", loss);

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
}
