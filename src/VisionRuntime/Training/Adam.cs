using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1); with <see cref="WeightDecay"/> it is AdamW (Loshchilov and Hutter 2019, algorithm 2).
/// </summary>
public sealed record Adam : ElementwiseOptimizer
{
    /// <summary>Decay of the mean of gradients.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the mean of squared gradients.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the division finite.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>The part of each penalized variable that is taken away a step, times the learning rate, apart from the gradient.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override string Prefix => "adam";

    /// <summary>The step size over the first moment's correction, and one over the root of the second's (algorithm 1, bias corrections).</summary>
    protected override Value[] Shared(Graph graph)
    {
        var step = graph.Variable($"{Prefix}/step", Shape.Scalar, trainable: false);
        var next = step + 1;
        graph.Update(step, next);
        return [graph.Map(LearningRate / (1f - Power(Beta1, Input(0))), next), graph.Map(1f / Sqrt(1f - Power(Beta2, Input(0))), next)];
    }

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared)
    {
        Value mean = Kept("mean", variable), square = Kept("square", variable);
        Expression newMean = Beta1 * Input(2) + (1 - Beta1) * Input(1), newSquare = Beta2 * Input(3) + (1 - Beta2) * Input(1) * Input(1);
        float kept = Penalized(variable.Name) ? 1 - LearningRate * WeightDecay : 1;
        Update([variable, mean, square], [kept * Input(0) - Input(4) * newMean / (Sqrt(newSquare) * Input(5) + Epsilon), newMean, newSquare],
            variable, gradient, mean, square, shared[0], shared[1]);
    }
}
