using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

public static partial class Normalization
{
    /// <summary>
    /// Batch normalization (Ioffe and Szegedy 2015): each channel of [N, C, ...], or each unit of [N, C], is brought to mean 0 and variance 1, then scaled and shifted.
    /// A graph that trains uses the mean and the variance (divided by the count) of the mini-batch, which gradients flow through, and lets the stored statistics
    /// follow them; one that scores uses the stored ones.
    /// </summary>
    /// <param name="x">The values, as a rule of a layer without a bias, which the mean would take away again.</param>
    /// <param name="name">The variables are name/gamma, name/beta, and the statistics name/mean and name/variance, [C] each.
    /// Where a graph normalizes twice by one name, the statistics follow the first.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="statistics">How the stored statistics follow the mini-batches'; <see cref="BatchStatistics.MovingAverage"/> where null.</param>
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
            (statistics ?? BatchStatistics.MovingAverage()).Follow(mean, variance, batch.Mean, batch.Variance, x.Shape.Count / Math.Max(1, x.Shape[1]));
        return batch.Output;
    }

    /// <summary>Batch normalization by given statistics: (x - mean) / sqrt(variance + epsilon) * scale + shift; all [C].</summary>
    public static Value BatchNormalization(this Value x, Value scale, Value shift, Value mean, Value variance, float epsilon = 1e-5f)
    {
        Channels(x, "BatchNormalization");
        var factor = x.Graph.Map(Input(0) / Sqrt(Input(1) + epsilon), scale, variance);
        return x.Graph.Map((Input(0) - Input(1)) * Input(2) + Input(3), x, PerChannel(mean, x), PerChannel(factor, x), PerChannel(shift, x));
    }

    /// <summary>Batch normalization by the mini-batch's own statistics, which are given too: the mean and the variance, divided by the count; scale, shift and both are [C].</summary>
    public static Standardized BatchNormalization(this Value x, Value scale, Value shift, float epsilon = 1e-5f)
    {
        Shape shape = [Channels(x, "BatchNormalization")];
        var (y, mean, variance) = x.Standardize(epsilon, [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != 1)]);
        return new(x.Graph.Map(Input(0) * Input(1) + Input(2), y, PerChannel(scale, x), PerChannel(shift, x)), mean.Reshape(shape), variance.Reshape(shape));
    }
}
