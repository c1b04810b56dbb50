using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>What becomes of the losses of the elements.</summary>
public enum LossReduction
{
    /// <summary>Each stays.</summary>
    None,

    /// <summary>Their mean, weighted by the classes' weights where there are such.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>Losses against labels that are class numbers, for one label a sample or one a pixel, as ONNX's operators of these names have them.</summary>
public static class LabelLosses
{
    /// <summary>The negative logarithm of the label's probability, times its class's weight.</summary>
    /// <param name="logProbabilities">[N, C, d1, ...].</param>
    /// <param name="labels">[N, d1, ...]: whole numbers from 0 to C - 1; any other number counts for nothing.</param>
    /// <param name="weights">[C]; 1 each where null.</param>
    /// <param name="ignored">A label that counts for nothing, in the mean too; none where null.</param>
    /// <param name="reduction">None keeps [N, d1, ...]; the others give a single number. The mean is divided by the sum of the labels' weights.</param>
    /// <exception cref="ShapeException">The shapes do not belong together.</exception>
    public static Value NegativeLogLikelihood(Value logProbabilities, Value labels, Value? weights = null, int? ignored = null, LossReduction reduction = LossReduction.Mean)
    {
        var (graph, shape) = (logProbabilities.Graph, logProbabilities.Shape);
        if (shape.Rank < 2 || labels.Shape.Rank != shape.Rank - 1 || labels.Shape[0] != shape[0] || !Enumerable.SequenceEqual(labels.Shape.Skip(1), shape.Skip(2)))
            throw new ShapeException($"NegativeLogLikelihood: labels {labels.Shape} for {shape}; they must be [N, C, d1, ...] and [N, d1, ...]");
        int classes = shape[1];
        if (weights is not null && weights.Shape != Shape.Of(classes)) throw new ShapeException($"NegativeLogLikelihood: weights {weights.Shape} for {classes} classes; they must be [{classes}]");

        int[] ones = [.. Enumerable.Repeat(1, shape.Rank - 2)];
        var classNumbers = graph.Constant([classes, .. ones], [.. Enumerable.Range(0, classes).Select(i => (float)i)]);
        var label = labels.Reshape([shape[0], 1, .. shape.Skip(2)]);
        var weight = weights?.Reshape([classes, .. ones]) ?? graph.Constant([1], 1);
        var counts = And(Equal(Input(1), Input(2)), ignored is { } number ? NotEqual(Input(1), number) : 1);
        // Chosen, not multiplied: an infinite loss of another class must not become 0 times infinity.
        var losses = graph.Map(Select(counts, -(Input(0) * Input(3)), 0), logProbabilities, label, classNumbers, weight).Sum(1);
        switch (reduction)
        {
            case LossReduction.None: return losses.Reshape(labels.Shape);
            case LossReduction.Sum: return losses.Sum().Reshape(Shape.Scalar);
            default:
                var total = graph.Map(counts * Input(0), weight, label, classNumbers).Sum();
                return (losses.Sum() / total).Reshape(Shape.Scalar);
        }
    }

    /// <summary>Softmax over axis 1 and <see cref="NegativeLogLikelihood"/> in one.</summary>
    public static Value SoftmaxCrossEntropy(Value scores, Value labels, Value? weights = null, int? ignored = null, LossReduction reduction = LossReduction.Mean) =>
        NegativeLogLikelihood(scores.LogSoftmax(1), labels, weights, ignored, reduction);
}
