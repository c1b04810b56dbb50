using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>RMSProp (Tieleman and Hinton 2012, lecture 6.5): each element's step is divided by a running mean of its squared gradients.</summary>
public sealed record RmsProp : ElementwiseOptimizer
{
    /// <summary>The part of the running mean that is kept.</summary>
    public float Decay { get; init; } = 0.9f;

    /// <summary>Keeps the division finite; added outside the root.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>The part of the last step that is kept; 0 keeps none.</summary>
    public float Momentum { get; init; }

    /// <inheritdoc/>
    protected override string Prefix => "rmsprop";

    /// <inheritdoc/>
    protected override void Step(Value variable, Value gradient, Value[] shared)
    {
        var square = Kept("square", variable);
        Expression newSquare = Decay * Input(2) + (1 - Decay) * Input(1) * Input(1), scaled = Input(1) / (Sqrt(newSquare) + Epsilon);
        if (Momentum == 0)
        {
            Update([variable, square], [Input(0) - LearningRate * scaled, newSquare], variable, gradient, square);
            return;
        }
        var velocity = Kept("velocity", variable);
        Expression faster = Momentum * Input(3) + scaled;
        Update([variable, square, velocity], [Input(0) - LearningRate * faster, newSquare, faster], variable, gradient, square, velocity);
    }
}
