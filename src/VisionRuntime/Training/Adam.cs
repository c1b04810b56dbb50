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
    /// <summary>Gets the decay of the moving average of gradients.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Gets the decay of the moving average of squared gradients.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Gets the term added to the denominator.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>
    /// Gets the decoupled weight decay: each step subtracts this, times the learning rate, times the value from the penalized variables.
    /// </summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override string Algorithm => "adam";

    /// <summary>
    /// Returns the learning rate over the bias correction of the mean, and one over the root of that of the square (algorithm 1).
    /// </summary>
    protected override Value[] Shared(Graph graph, OptimizerState state)
    {
        var step = state.Shared("step", Shape.Scalar);
        var next = step + 1;
        graph.Update(step, next);
        var (rate, operands) = WithRate(state, next);
        return
        [
            graph.Map(rate / (1f - Power(Beta1, Input(0))), operands),
            graph.Map(1f / Sqrt(1f - Power(Beta2, Input(0))), next),
        ];
    }

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared, OptimizerState state)
    {
        Value mean = state.Of("mean", variable), square = state.Of("square", variable);
        Expression newMean = Beta1 * Input(2) + (1 - Beta1) * Input(1);
        Expression newSquare = Beta2 * Input(3) + (1 - Beta2) * Input(1) * Input(1);
        bool decays = WeightDecay != 0 && IsPenalized(variable);
        Value[] operands = [variable, gradient, mean, square, shared[0], shared[1]];
        Expression kept = 1;
        if (decays)
        {
            (var rate, operands) = WithRate(state, operands);
            kept = state.LearningRate is null ? 1 - LearningRate * WeightDecay : 1f - WeightDecay * rate;
        }
        var moved = kept * Input(0) - Input(4) * newMean / (Sqrt(newSquare) * Input(5) + Epsilon);
        Update([variable, mean, square], [moved, newMean, newSquare], operands);
    }
}
