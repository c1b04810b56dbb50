using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>How the losses of the elements are combined.</summary>
public enum LossReduction
{
    /// <summary>They are not combined.</summary>
    None,

    /// <summary>Their mean, weighted by the weights of the classes if there are any.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>
/// Losses against labels that are class indices, one per sample or one per pixel, as the ONNX operators of these names define them.
/// </summary>
public static class LabelLosses
{
    /// <summary>Computes the negative log probability of the label, times the weight of its class.</summary>
    /// <param name="logProbabilities">The log probabilities, [N, C, d1, ...].</param>
    /// <param name="labels">The class indices from 0 to C - 1, [N, d1, ...]; an element with any other value is ignored.</param>
    /// <param name="weights">The weights of the classes, [C]; all 1 if null.</param>
    /// <param name="ignored">A label whose elements are ignored, in the mean too; none if null.</param>
    /// <param name="reduction">
    /// How the losses are combined: <see cref="LossReduction.None"/> keeps [N, d1, ...], the others give a scalar. The mean is divided by
    /// the sum of the weights of the labels.
    /// </param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    public static Value NegativeLogLikelihood(
        Value logProbabilities, Value labels, Value? weights = null, int? ignored = null, LossReduction reduction = LossReduction.Mean)
    {
        var (graph, shape) = (logProbabilities.Graph, logProbabilities.Shape);
        RequireMatch(shape, labels.Shape, weights?.Shape);
        int classes = shape[1];
        int[] ones = [.. Enumerable.Repeat(1, shape.Rank - 2)];
        var indices = graph.Constant([classes, .. ones], [.. Enumerable.Range(0, classes).Select(i => (float)i)]);
        var label = labels.Reshape([shape[0], 1, .. shape.Skip(2)]);
        var weight = weights?.Reshape([classes, .. ones]) ?? graph.Constant([1], 1);
        var counts = And(Equal(Input(1), Input(2)), ignored is { } number ? NotEqual(Input(1), number) : 1);
        // Selected, not multiplied: an infinite loss of another class must not become 0 times infinity.
        var losses = graph.Map(Select(counts, -(Input(0) * Input(3)), 0), logProbabilities, label, indices, weight).Sum(1);
        switch (reduction)
        {
            case LossReduction.None: return losses.Reshape(labels.Shape);
            case LossReduction.Sum: return losses.Sum().Reshape(Shape.Scalar);
            default:
                var total = graph.Map(counts * Input(0), weight, label, indices).Sum();
                return (losses.Sum() / total).Reshape(Shape.Scalar);
        }
    }

    /// <summary>Computes the <see cref="NegativeLogLikelihood"/> of the softmax of logits over axis 1.</summary>
    /// <param name="logits">The logits, [N, C, d1, ...].</param>
    /// <param name="labels">The class indices from 0 to C - 1, [N, d1, ...]; an element with any other value is ignored.</param>
    /// <param name="weights">The weights of the classes, [C]; all 1 if null.</param>
    /// <param name="ignored">A label whose elements are ignored, in the mean too; none if null.</param>
    /// <param name="reduction">How the losses are combined.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    public static Value SoftmaxCrossEntropy(
        Value logits, Value labels, Value? weights = null, int? ignored = null, LossReduction reduction = LossReduction.Mean) =>
        NegativeLogLikelihood(logits.LogSoftmax(1), labels, weights, ignored, reduction);

    private static void RequireMatch(Shape shape, Shape labels, Shape? weights)
    {
        if (shape.Rank < 2 || !labels.SequenceEqual(shape.Where((_, axis) => axis != 1)))
            throw new ShapeException($"NegativeLogLikelihood: labels {labels} for {shape}; they must be [N, C, d1, ...] and [N, d1, ...]");
        if (weights is not null && weights != Shape.Of(shape[1]))
            throw new ShapeException($"NegativeLogLikelihood: weights {weights} for {shape[1]} classes; they must be [{shape[1]}]");
    }
}
