using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011): each element's step shrinks with the sum of its squared gradients.</summary>
public sealed record Adagrad : ElementwiseOptimizer
{
    /// <summary>Keeps the division finite.</summary>
    public float Epsilon { get; init; } = 1e-10f;

    /// <inheritdoc/>
    protected override string Prefix => "adagrad";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared)
    {
        var sum = Kept("sum", variable);
        Expression newSum = Input(2) + Input(1) * Input(1);
        Update([variable, sum], [Input(0) - LearningRate * Input(1) / (Sqrt(newSum) + Epsilon), newSum], variable, gradient, sum);
    }
}
