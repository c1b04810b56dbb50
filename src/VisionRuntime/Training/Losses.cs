using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>Loss functions, as nodes: each gives one number an element, or one a sample, to be averaged by the caller.</summary>
public static class Losses
{
    /// <summary>Half the square of the difference where it is at most <paramref name="delta"/>, and linear beyond (Huber 1964): a few wild targets do not swamp the rest.</summary>
    public static Value Huber(Value prediction, Value target, float delta = 1)
    {
        Expression error = Input(0) - Input(1);
        return prediction.Graph.Map(Select(Greater(Abs(error), delta), delta * (Abs(error) - 0.5f * delta), 0.5f * Square(error)), prediction, target);
    }

    /// <summary>Half the square of the difference over <paramref name="beta"/> where it is below it, and linear beyond (Girshick 2015): Huber's loss over its delta.</summary>
    public static Value SmoothL1(Value prediction, Value target, float beta = 1)
    {
        Expression error = Abs(Input(0) - Input(1));
        return prediction.Graph.Map(Select(Greater(beta, error), 0.5f / beta * Square(error), error - 0.5f * beta), prediction, target);
    }

    /// <summary>
    /// The negative log likelihood of counts under Poisson distributions whose rates' logarithms, or rates, are predicted; without the term that depends on
    /// the counts alone. A rate of 0 is taken for <paramref name="epsilon"/> in the logarithm.
    /// </summary>
    public static Value Poisson(Value prediction, Value counts, bool logarithms = true, float epsilon = 1e-8f) =>
        prediction.Graph.Map(logarithms ? Exp(Input(0)) - Input(1) * Input(0) : Input(0) - Input(1) * Log(Input(0) + epsilon), prediction, counts);

    /// <summary>
    /// The terms p (log p - log q) of the Kullback-Leibler divergence of predicted log probabilities log q from target probabilities p; 0 where p is 0.
    /// </summary>
    public static Value KullbackLeibler(Value logProbabilities, Value target) =>
        logProbabilities.Graph.Map(Select(Greater(Input(1), 0), Input(1) * (Log(Input(1)) - Input(0)), 0), logProbabilities, target);

    /// <summary>The square of the difference.</summary>
    public static Value SquaredError(Value prediction, Value target) => prediction.Graph.Map(Square(Input(0) - Input(1)), prediction, target);

    /// <summary>Softmax cross-entropy of logits [N, classes] against probabilities or one-hot labels of that shape: [N, 1].</summary>
    public static Value CrossEntropy(Value logits, Value labels) => -(labels * logits.LogSoftmax()).Sum(1);

    /// <summary>Binary cross-entropy of logits against labels from 0 to 1, elementwise, in the form that does not overflow: max(x, 0) - x y + log(1 + exp(-|x|)).</summary>
    public static Value BinaryCrossEntropy(Value logits, Value labels) =>
        logits.Graph.Map(Max(Input(0), 0) - Input(0) * Input(1) + Log(1f + Exp(-Abs(Input(0)))), logits, labels);

    /// <summary>
    /// Multiclass hinge loss (Weston and Watkins 1999) of scores [N, classes] against one-hot labels: the sum over the wrong classes
    /// of max(0, score - right score + margin), [N, 1].
    /// </summary>
    public static Value Hinge(Value scores, Value labels, float margin = 1)
    {
        var right = (scores * labels).Sum(1);
        return scores.Graph.Map((1f - Input(2)) * Max(Input(0) - Input(1) + margin, 0), scores, right, labels).Sum(1);
    }
}
