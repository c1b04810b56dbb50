using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Stochastic gradient descent, with momentum (Polyak 1964) and Nesterov's look ahead (Sutskever et al. 2013) where asked for.
/// The velocity is v = momentum * v + g; the step is -rate * v, or with Nesterov -rate * (g + momentum * v).
/// </summary>
public sealed record Sgd : ElementwiseOptimizer
{
    /// <summary>The part of the last step's velocity that is kept; 0 keeps none.</summary>
    public float Momentum { get; init; }

    /// <summary>Look ahead along the velocity.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override string Prefix => "sgd";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared)
    {
        if (Momentum == 0)
        {
            Update([variable], [Input(0) - LearningRate * Input(1)], variable, gradient);
            return;
        }
        var velocity = Kept("velocity", variable);
        Expression faster = Momentum * Input(2) + Input(1);
        Update([variable, velocity], [Input(0) - LearningRate * (Nesterov ? Input(1) + Momentum * faster : faster), faster], variable, gradient, velocity);
    }
}
