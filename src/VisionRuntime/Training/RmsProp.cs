using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012, lecture 6.5): the step of each element is divided by the root of a moving
/// average of its squared gradients.
/// </summary>
public sealed record RmsProp : ElementwiseOptimizer
{
    /// <summary>Gets the decay of the moving average.</summary>
    public float Decay { get; init; } = 0.9f;

    /// <summary>Gets the term added to the denominator, outside the root.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Gets the momentum: the part of the last step that is added to this one. 0 is none.</summary>
    public float Momentum { get; init; }

    /// <inheritdoc/>
    protected override string Algorithm => "rmsprop";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared, OptimizerState state)
    {
        var square = state.Of("square", variable);
        Expression newSquare = Decay * Input(2) + (1 - Decay) * Input(1) * Input(1);
        var scaled = Input(1) / (Sqrt(newSquare) + Epsilon);
        if (Momentum == 0)
        {
            var (plainRate, plain) = WithRate(state, variable, gradient, square);
            Update([variable, square], [Input(0) - plainRate * scaled, newSquare], plain);
            return;
        }
        var velocity = state.Of("velocity", variable);
        var (rate, operands) = WithRate(state, variable, gradient, square, velocity);
        var newVelocity = Momentum * Input(3) + scaled;
        var moved = Input(0) - rate * newVelocity;
        Update([variable, square, velocity], [moved, newSquare, newVelocity], operands);
    }
}
