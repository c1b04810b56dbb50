using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer 2011): the step of each element is divided by the root of the sum of its squared gradients.
/// </summary>
public sealed record Adagrad : ElementwiseOptimizer
{
    /// <summary>Gets the term added to the denominator.</summary>
    public float Epsilon { get; init; } = 1e-10f;

    /// <inheritdoc/>
    protected override string Algorithm => "adagrad";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared, OptimizerState state)
    {
        var sum = state.Of("sum", variable);
        var (rate, operands) = WithRate(state, variable, gradient, sum);
        Expression newSum = Input(2) + Input(1) * Input(1);
        var moved = Input(0) - rate * Input(1) / (Sqrt(newSum) + Epsilon);
        Update([variable, sum], [moved, newSum], operands);
    }
}
