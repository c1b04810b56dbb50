using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>Loss functions, as nodes: each gives one value per element or per sample; the caller takes their mean.</summary>
public static class Losses
{
    /// <summary>
    /// Computes the Huber loss (Huber 1964): half the squared difference up to <paramref name="delta"/> and linear beyond, so that outliers
    /// do not dominate.
    /// </summary>
    public static Value Huber(Value prediction, Value target, float delta = 1)
    {
        Expression error = Input(0) - Input(1);
        var linear = delta * (Abs(error) - 0.5f * delta);
        return prediction.Graph.Map(Select(Greater(Abs(error), delta), linear, 0.5f * Square(error)), prediction, target);
    }

    /// <summary>
    /// Computes the smooth L1 loss (Girshick 2015): half the squared difference over <paramref name="beta"/> below it and linear beyond,
    /// which is the Huber loss over its delta.
    /// </summary>
    public static Value SmoothL1(Value prediction, Value target, float beta = 1)
    {
        Expression error = Abs(Input(0) - Input(1));
        var squared = 0.5f / beta * Square(error);
        return prediction.Graph.Map(Select(Greater(beta, error), squared, error - 0.5f * beta), prediction, target);
    }

    /// <summary>
    /// Computes the negative log likelihood of counts under Poisson distributions, without the term that depends on the counts alone.
    /// </summary>
    /// <param name="prediction">The logarithms of the rates, or the rates themselves.</param>
    /// <param name="counts">The target counts.</param>
    /// <param name="logarithms">Whether the prediction is logarithms.</param>
    /// <param name="epsilon">Added to a rate before its logarithm is taken.</param>
    public static Value Poisson(Value prediction, Value counts, bool logarithms = true, float epsilon = 1e-8f)
    {
        var loss = logarithms ? Exp(Input(0)) - Input(1) * Input(0) : Input(0) - Input(1) * Log(Input(0) + epsilon);
        return prediction.Graph.Map(loss, prediction, counts);
    }

    /// <summary>
    /// Computes the terms p (log p - log q) of the Kullback-Leibler divergence of predicted log probabilities log q from target
    /// probabilities p; a term is 0 for p = 0.
    /// </summary>
    public static Value KullbackLeibler(Value logProbabilities, Value target)
    {
        var term = Select(Greater(Input(1), 0), Input(1) * (Log(Input(1)) - Input(0)), 0);
        return logProbabilities.Graph.Map(term, logProbabilities, target);
    }

    /// <summary>Computes the squared difference.</summary>
    public static Value SquaredError(Value prediction, Value target) =>
        prediction.Graph.Map(Square(Input(0) - Input(1)), prediction, target);

    /// <summary>
    /// Computes the softmax cross-entropy of logits [N, classes] against probabilities or one-hot labels of the same shape: [N, 1].
    /// </summary>
    public static Value CrossEntropy(Value logits, Value labels) => -(labels * logits.LogSoftmax()).Sum(1);

    /// <summary>
    /// Computes the binary cross-entropy of logits against labels from 0 to 1, elementwise, in the form that does not overflow:
    /// max(x, 0) - x y + log(1 + exp(-|x|)).
    /// </summary>
    public static Value BinaryCrossEntropy(Value logits, Value labels) =>
        logits.Graph.Map(Max(Input(0), 0) - Input(0) * Input(1) + Log(1f + Exp(-Abs(Input(0)))), logits, labels);

    /// <summary>
    /// Computes the multiclass hinge loss (Weston and Watkins 1999) of scores [N, classes] against one-hot labels: the sum over the wrong
    /// classes of max(0, score - correct score + margin), [N, 1].
    /// </summary>
    public static Value Hinge(Value scores, Value labels, float margin = 1)
    {
        var correct = (scores * labels).Sum(1);
        return scores.Graph.Map((1f - Input(2)) * Max(Input(0) - Input(1) + margin, 0), scores, correct, labels).Sum(1);
    }
}
