using System.Text.RegularExpressions;
using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// The graphs that a <see cref="Trainer"/> runs: the step, or its two halves, the averages of the weights, and the evaluation.
/// </summary>
internal sealed class TrainerGraphs
{
    public const string Inputs = "inputs", Targets = "targets", LearningRate = "learning rate", Decay = "decay";

    /// <summary>The variable with the sum of the losses of the mini-batches since it was last read.</summary>
    public const string LossSum = "training/loss";

    /// <summary>The scope of the averaged weights.</summary>
    public const string AverageScope = "average";

    public const string GradientScope = "gradient/";

    private readonly Func<Value, Value> _network;
    private readonly TrainingTask _task;
    private readonly Dataset _dataset;
    private readonly TrainerOptions _options;
    private readonly int _batchesPerStep;
    private Graph? _step;

    public TrainerGraphs(Func<Value, Value> network, TrainingTask task, Dataset dataset, TrainerOptions options,
        int batchesPerStep)
    {
        (_network, _task, _dataset, _options, _batchesPerStep) = (network, task, dataset, options, batchesPerStep);
        if (options.Accumulation < 1)
        {
            throw new ArgumentException(
                $"Trainer: gradients of {options.Accumulation} batches cannot be accumulated; it must be 1 or more");
        }
        bool hasPositions = dataset.Targets is TargetKind.Boxes or TargetKind.Keypoints or TargetKind.Mask;
        if (options.Augmentation is { MovesPixels: true } && hasPositions)
        {
            throw new ArgumentException(
                $"Trainer: the augmentation moves pixels, and the {dataset.Targets} of {dataset.Name} would not move with them; "
                + "leave out shift, rotation, scale, crop and flip");
        }
    }

    /// <summary>The number of elements of all trainable variables.</summary>
    public long Parameters { get; private set; }

    /// <summary>The names of the variables that are trained.</summary>
    public IReadOnlyList<string> TrainedNames => [.. Trained(_step!).Select(variable => variable.Name)];

    /// <summary>Whether evaluation uses the averaged weights.</summary>
    public bool UsesAverage => _options.AverageDecay is not null;

    /// <summary>The graph of one mini-batch: a whole step, or the sum of the gradients of several mini-batches.</summary>
    public Graph Step()
    {
        var graph = _step = new Graph(training: true);
        if (_options.LastEpochStatistics) graph.SetDefault(BatchStatistics.LastEpoch);
        var (output, targets) = Network(graph, _options.BatchSize);
        var loss = _task.Losses(output, targets).Mean().Reshape(Shape.Scalar);
        Parameters = graph.Parameters;
        var trained = Trained(graph);
        var sum = graph.GlobalVariable(LossSum, Shape.Scalar);
        graph.Update(sum, sum + loss);
        if (_batchesPerStep == 1)
        {
            _options.Optimizer.Minimize(loss, trained, name: "", graph.Input(LearningRate, Shape.Scalar));
            return graph;
        }
        foreach (var (variable, gradient) in trained.Zip(Gradients.Of(loss, trained)))
        {
            var total = graph.GlobalVariable(GradientScope + variable.Name, variable.Shape);
            graph.Update(total, graph.Map(Input(0) + Input(1) * (1f / _batchesPerStep), total, gradient));
        }
        return graph;
    }

    /// <summary>The graph that moves the weights by the gradients of several mini-batches, and sets these to 0.</summary>
    public Graph Apply()
    {
        var graph = new Graph(training: true);
        Value[] variables = [.. Trained(_step!).Select(variable => Declared(graph, _step!.Variables[variable.Name]))];
        Value[] gradients = [.. variables.Select(variable => graph.GlobalVariable(GradientScope + variable.Name, variable.Shape))];
        _options.Optimizer.ApplyGradients(variables, gradients, name: "", graph.Input(LearningRate, Shape.Scalar));
        foreach (var gradient in gradients) graph.Update(gradient, gradient * 0);
        return graph;
    }

    /// <summary>The graph that moves the averages towards the weights, and towards the statistics of normalization layers.</summary>
    public Graph Average()
    {
        var graph = new Graph();
        var decay = graph.Input(Decay, Shape.Scalar);
        foreach (var variable in _step!.Variables.Values.Where(variable => variable.Role != VariableRole.State))
        {
            var value = Declared(graph, variable);
            var average = graph.Variable($"{AverageScope}/{variable.Name}", value.Shape, variable.Initializer, role: variable.Role,
                origin: variable.Origin);
            graph.Update(average, graph.Map(Input(1) + (Input(0) - Input(1)) * Input(2), average, value, decay));
        }
        return graph;
    }

    /// <summary>The graph that evaluates a batch: the outputs <c>losses</c> and <c>errors</c>, [N], and <c>output</c>.</summary>
    public Graph Evaluation(int batch)
    {
        var graph = new Graph();
        var (output, targets) = UsesAverage ? Scoped(graph, batch) : Network(graph, batch);
        graph.Output("losses", _task.Losses(output, targets));
        graph.Output("errors", _task.Errors(output, targets));
        graph.Output("output", output);
        return graph;
    }

    /// <summary>Prepares the targets of a batch for the task.</summary>
    public static void Prepare(TrainingTask task, float[] targets, float[] prepared, int samples)
    {
        int from = targets.Length / samples, to = prepared.Length / samples;
        for (int i = 0; i < samples; i++) task.Prepare(targets.AsSpan(i * from, from), prepared.AsSpan(i * to, to));
    }

    /// <summary>A variable of another graph, with the role that it has there.</summary>
    private static Value Declared(Graph graph, VariableValue variable) =>
        graph.Variable(variable with { DeclaredRole = variable.Role });

    private (Value Output, Value Targets) Scoped(Graph graph, int batch)
    {
        using (graph.Scope(AverageScope)) return Network(graph, batch);
    }

    private (Value Output, Value Targets) Network(Graph graph, int batch)
    {
        var inputs = graph.Input(Inputs, [batch, .. _dataset.InputShape.Skip(1)]);
        var targets = _dataset.Targets == TargetKind.None ? inputs : graph.Input(Targets, [batch, .. _task.TargetShape(_dataset)]);
        var x = _options.Augmentation?.Apply(inputs) ?? inputs;
        // What is reconstructed is the image as the network sees it.
        if (_dataset.Targets == TargetKind.None) targets = x;
        return (_network(Normalized(x)), targets);
    }

    private Value Normalized(Value images)
    {
        if (_options.Mean.Count == 0 && _options.StandardDeviation.Count == 0) return images;
        int channels = images.Shape[1];
        Shape shape = [channels, .. Enumerable.Repeat(1, images.Shape.Rank - 2)];
        float[] mean = [.. Enumerable.Range(0, channels).Select(i => i < _options.Mean.Count ? _options.Mean[i] : 0)];
        float[] factor = [.. Enumerable.Range(0, channels)
            .Select(i => i < _options.StandardDeviation.Count ? 1 / _options.StandardDeviation[i] : 1)];
        var graph = images.Graph;
        return graph.Map((Input(0) - Input(1)) * Input(2), images, graph.Constant(shape, mean), graph.Constant(shape, factor));
    }

    private Value[] Trained(Graph graph)
    {
        foreach (string pattern in _options.Frozen)
        {
            if (!graph.Variables.Keys.Any(name => Matches(pattern, name)))
            {
                throw new ArgumentException(
                    $"the pattern '{pattern}' matches no variable; there are: {string.Join(", ", graph.Variables.Keys)}");
            }
        }
        Value[] trained = [.. graph.Variables.Values
            .Where(variable => variable.Trainable && !_options.Frozen.Any(pattern => Matches(pattern, variable.Name)))
            .Select(variable => variable.Value)];
        return trained.Length > 0 ? trained : throw new ArgumentException("all variables are frozen, so there is nothing to train");
    }

    private static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None,
            TimeSpan.FromSeconds(1));
}
