using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Training;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Agents;

/// <summary>
/// The RMSProp of Mnih et al. 2015 and Graves 2013 (equations 38 to 45 without momentum of the step): the gradient is divided by the root
/// of its moving variance, not of its moving mean square.
/// </summary>
public sealed record CenteredRmsProp : ElementwiseOptimizer
{
    /// <summary>Gets the decay of the moving average of gradients; "gradient momentum", 0.95 in Mnih et al. 2015.</summary>
    public float GradientDecay { get; init; } = 0.95f;

    /// <summary>Gets the decay of the moving average of squared gradients; "squared gradient momentum", 0.95 in Mnih et al. 2015.</summary>
    public float SquareDecay { get; init; } = 0.95f;

    /// <summary>Gets the term added to the variance under the root; "min squared gradient", 0.01 in Mnih et al. 2015.</summary>
    public float MinimumSquare { get; init; } = 0.01f;

    /// <inheritdoc/>
    protected override string Algorithm => "centered-rmsprop";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared, OptimizerState state)
    {
        Value mean = state.Of("mean", variable), square = state.Of("square", variable);
        Expression newMean = GradientDecay * Input(2) + (1 - GradientDecay) * Input(1);
        Expression newSquare = SquareDecay * Input(3) + (1 - SquareDecay) * Input(1) * Input(1);
        var scaled = Input(1) / Sqrt(newSquare - newMean * newMean + MinimumSquare);
        var (rate, operands) = WithRate(state, variable, gradient, mean, square);
        Update([variable, mean, square], [Input(0) - rate * scaled, newMean, newSquare], operands);
    }
}
