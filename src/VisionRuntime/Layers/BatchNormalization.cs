using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

public static partial class Normalization
{
    /// <summary>
    /// Applies batch normalization (Ioffe and Szegedy 2015) over the channels of [N, C, ...] or the features of [N, C]. A training graph
    /// uses the mean and biased variance of the mini-batch and updates the running statistics; an inference graph uses the running
    /// statistics.
    /// </summary>
    /// <param name="x">The input, usually of a layer without a bias, which the normalization would subtract again.</param>
    /// <param name="name">
    /// The name of the layer. Its variables are name/gamma, name/beta and the running statistics name/mean and name/variance, [C] each. If
    /// a graph uses a name twice, the running statistics are those of the first layer.
    /// </param>
    /// <param name="epsilon">A constant added to the variance.</param>
    /// <param name="statistics">
    /// How the running statistics are updated. If null, as <see cref="Graph.SetDefault"/> says for the graph, or by a
    /// <see cref="BatchStatistics.MovingAverage"/>.
    /// </param>
    /// <exception cref="ShapeException">x has no channels.</exception>
    public static Value BatchNormalization(this Value x, string name, float epsilon = 1e-5f, BatchStatistics? statistics = null)
    {
        var graph = x.Graph;
        using var layer = graph.Layer(name);
        Shape shape = [Channels(x, "BatchNormalization")];
        var (gamma, beta) = ScaleAndShift(graph, name, shape);
        var mean = graph.Variable($"{name}/mean", shape, trainable: false, role: VariableRole.Statistic);
        var variance = graph.Variable($"{name}/variance", shape, Initializers.Ones, trainable: false, role: VariableRole.Statistic);
        if (!graph.Training) return x.BatchNormalization(gamma, beta, mean, variance, epsilon);

        var batch = x.BatchNormalization(gamma, beta, epsilon);
        if (graph.Updates.All(update => update.Variable != mean))
            (statistics ?? graph.DefaultOf<BatchStatistics>() ?? BatchStatistics.MovingAverage())
                .AddUpdates(mean, variance, batch.Mean, batch.Variance, x.Shape.Count / Math.Max(1, x.Shape[1]));
        return batch.Output;
    }

    /// <summary>
    /// Applies batch normalization with the given statistics: (x - mean) / sqrt(variance + epsilon) * scale + shift; all are [C].
    /// </summary>
    public static Value BatchNormalization(this Value x, Value scale, Value shift, Value mean, Value variance, float epsilon = 1e-5f)
    {
        Channels(x, "BatchNormalization");
        var factor = x.Graph.Map(Input(0) / Sqrt(Input(1) + epsilon), scale, variance);
        return x.Graph.Map((Input(0) - Input(1)) * Input(2) + Input(3), x, PerChannel(mean, x), PerChannel(factor, x),
            PerChannel(shift, x));
    }

    /// <summary>
    /// Applies batch normalization with the statistics of the mini-batch, and returns these as well: the mean and the biased variance. All
    /// are [C].
    /// </summary>
    public static Standardized BatchNormalization(this Value x, Value scale, Value shift, float epsilon = 1e-5f)
    {
        Shape shape = [Channels(x, "BatchNormalization")];
        var (y, mean, variance) = x.Standardize(epsilon, [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != 1)]);
        return new(x.Graph.Map(Input(0) * Input(1) + Input(2), y, PerChannel(scale, x), PerChannel(shift, x)), mean.Reshape(shape),
            variance.Reshape(shape));
    }
}

/// <summary>How the running statistics of batch normalization, used for inference, are updated from those of the mini-batches.</summary>
public sealed record BatchStatistics
{
    /// <summary>
    /// The variable that counts the mini-batches of an epoch for <see cref="LastEpoch"/>, shared by all layers. Set it to 0 at the start of
    /// each epoch.
    /// </summary>
    public const string BatchesOfEpoch = "batch-statistics/batches";

    private BatchStatistics() { }

    /// <summary>
    /// Gets the mean and biased variance over all mini-batches since the start of the epoch, which saves a further pass with fixed weights
    /// after the last epoch. They are updated batch by batch (Chan, Golub and LeVeque 1979) rather than from sums of squares, which would
    /// lose precision.
    /// </summary>
    public static BatchStatistics LastEpoch { get; } = new();

    /// <summary>Gets the fraction of the old statistics that is kept, or null if all mini-batches of the epoch have equal weight.</summary>
    public float? Momentum { get; private init; }

    /// <summary>Gets whether the running variance is unbiased, as in algorithm 2 of Ioffe and Szegedy.</summary>
    public bool Unbiased { get; private init; }

    /// <summary>Creates an exponential moving average.</summary>
    /// <param name="momentum">The fraction of the old statistics that is kept: momentum in ONNX, 1 - momentum in PyTorch.</param>
    /// <param name="unbiased">Whether the running variance is unbiased, as in the paper and in PyTorch; false as in ONNX.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    public static BatchStatistics MovingAverage(float momentum = 0.9f, bool unbiased = true)
    {
        if (momentum is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "BatchStatistics: the "
            + "momentum must be between 0 and 1");
        return new() { Momentum = momentum, Unbiased = unbiased };
    }

    /// <summary>Adds the updates of the running statistics to the graph.</summary>
    /// <param name="mean">The running mean.</param>
    /// <param name="variance">The running variance.</param>
    /// <param name="batchMean">The mean of the mini-batch.</param>
    /// <param name="batchVariance">The biased variance of the mini-batch.</param>
    /// <param name="count">The number of elements that each mean is taken over.</param>
    internal void AddUpdates(Value mean, Value variance, Value batchMean, Value batchVariance, long count)
    {
        var graph = mean.Graph;
        if (Momentum is { } kept)
        {
            float correction = Unbiased && count > 1 ? count / (count - 1f) : 1;
            Update(new Map(kept * Input(0) + (1 - kept) * Input(2), kept * Input(1) + (1 - kept) * correction * Input(3)), mean, variance,
                batchMean, batchVariance);
            return;
        }
        var batches = graph.GlobalVariable(BatchesOfEpoch, Shape.Scalar);
        if (graph.Updates.All(update => update.Variable != batches)) graph.Update(batches, batches + 1);
        // All batches have the same size, so the weight of the n-th is 1 / n.
        Expression share = 1f / (Input(4) + 1f), step = Input(2) - Input(0);
        Update(new Map(Input(0) + share * step, (1f - share) * (Input(1) + share * Square(step)) + share * Input(3)), mean, variance,
            batchMean, batchVariance, batches);

        void Update(Map map, params Value[] operands)
        {
            var updated = graph.Apply(map, $"{mean.Name}/follow", operands);
            graph.Update(mean, updated[0]);
            graph.Update(variance, updated[1]);
        }
    }
}
