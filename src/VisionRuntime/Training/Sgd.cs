using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Stochastic gradient descent, optionally with momentum (Polyak 1964) or Nesterov momentum (Sutskever et al. 2013).
/// The velocity is v = momentum * v + g; the step is -rate * v, or with Nesterov momentum -rate * (g + momentum * v).
/// </summary>
public sealed record Sgd : ElementwiseOptimizer
{
    /// <summary>Gets the momentum: the part of the velocity that is kept from the last step. 0 is none.</summary>
    public float Momentum { get; init; }

    /// <summary>Gets whether the momentum is Nesterov's.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    protected override string Algorithm => "sgd";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared, OptimizerState state)
    {
        if (Momentum == 0)
        {
            var (plainRate, plain) = WithRate(state, variable, gradient);
            Update([variable], [Input(0) - plainRate * Input(1)], plain);
            return;
        }
        var velocity = state.Of("velocity", variable);
        var (rate, operands) = WithRate(state, variable, gradient, velocity);
        Expression newVelocity = Momentum * Input(2) + Input(1);
        var direction = Nesterov ? Input(1) + Momentum * newVelocity : newVelocity;
        Update([variable, velocity], [Input(0) - rate * direction, newVelocity], operands);
    }
}
