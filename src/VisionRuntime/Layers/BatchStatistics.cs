using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>How the statistics that batch normalization scores with follow those of the mini-batches it trains with.</summary>
public sealed record BatchStatistics
{
    /// <summary>
    /// The variable that counts the epoch's mini-batches for <see cref="LastEpoch"/>, one for all layers. Whoever trains writes 0 into it at the beginning of each epoch.
    /// </summary>
    public const string BatchesOfEpoch = "batch-statistics/batches";

    private BatchStatistics() { }

    /// <summary>
    /// The mean and variance of all mini-batches since the epoch began, as SAS gathers them in the last epoch rather than make one more pass with fixed weights.
    /// The variance is that of all the numbers together, divided by their count. Joined batch by batch (Chan, Golub and LeVeque 1979), not from sums of squares,
    /// which would lose the digits; it is known after each batch and needs no end of the epoch.
    /// </summary>
    public static BatchStatistics LastEpoch { get; } = new();

    /// <summary>The part of the old statistics that a mini-batch leaves; null where the whole epoch counts alike.</summary>
    public float? Momentum { get; private init; }

    /// <summary>Whether the stored variance is divided by one less than the count, as in algorithm 2 of Ioffe and Szegedy.</summary>
    public bool Unbiased { get; private init; }

    /// <summary>An exponential moving average.</summary>
    /// <param name="momentum">The part of the old statistics that is kept: ONNX's momentum, and 1 minus PyTorch's.</param>
    /// <param name="unbiased">Whether the stored variance is divided by one less than the count, as in the paper and in PyTorch; false, by the count, is ONNX.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    public static BatchStatistics MovingAverage(float momentum = 0.9f, bool unbiased = true)
    {
        if (momentum is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "BatchStatistics: the momentum must be from 0 to 1");
        return new() { Momentum = momentum, Unbiased = unbiased };
    }

    /// <summary>Adds the updates of a layer's stored statistics.</summary>
    /// <param name="mean">The stored mean.</param>
    /// <param name="variance">The stored variance.</param>
    /// <param name="batchMean">The mini-batch's mean.</param>
    /// <param name="batchVariance">The mini-batch's variance, divided by the count.</param>
    /// <param name="count">How many numbers of the mini-batch each mean is of.</param>
    internal void Follow(Value mean, Value variance, Value batchMean, Value batchVariance, long count)
    {
        var graph = mean.Graph;
        if (Momentum is { } kept)
        {
            float correction = Unbiased && count > 1 ? count / (count - 1f) : 1;
            Update(new Map(kept * Input(0) + (1 - kept) * Input(2), kept * Input(1) + (1 - kept) * correction * Input(3)), mean, variance, batchMean, batchVariance);
            return;
        }
        var batches = graph.GlobalVariable(BatchesOfEpoch, Shape.Scalar);
        if (graph.Updates.All(update => update.Variable != batches)) graph.Update(batches, batches + 1);
        // All batches are of one size, so the new one's share is 1 / n.
        Expression share = 1f / (Input(4) + 1f), step = Input(2) - Input(0);
        Update(new Map(Input(0) + share * step, (1f - share) * (Input(1) + share * Square(step)) + share * Input(3)), mean, variance, batchMean, batchVariance, batches);

        void Update(Map map, params Value[] operands)
        {
            var updated = graph.Apply(map, $"{mean.Name}/follow", operands);
            graph.Update(mean, updated[0]);
            graph.Update(variance, updated[1]);
        }
    }
}
