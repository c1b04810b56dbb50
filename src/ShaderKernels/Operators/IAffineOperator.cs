using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// An operator of the form activation(weights · x + bias), whose inputs are x, the weights and optionally the bias. The compiler folds a
/// scale and a shift of each output channel into its weights and bias, and fuses an activation function that follows it.
/// </summary>
public interface IAffineOperator
{
    /// <summary>Gets the activation function that is applied to the output.</summary>
    Activation Activation { get; }

    /// <summary>Gets the slope of <see cref="Activation.Relu"/> for negative values; 0 unless it is a leaky ReLU.</summary>
    float NegativeSlope { get; }

    /// <summary>Gets whether a tensor of the output's shape may be added before the activation function, as the fourth input.</summary>
    bool TakesResidual { get; }

    /// <summary>
    /// Returns the same operator with another activation function, and the slope of <see cref="Activation.Relu"/> for negative values.
    /// </summary>
    Operator WithActivation(Activation activation, float negativeSlope = 0);

    /// <summary>
    /// Returns the axis of an output of the given shape along which the bias is added, or null if nothing can be folded into the weights.
    /// </summary>
    int? ChannelAxis(Shape output);

    /// <summary>Returns the shape in which one factor per output channel broadcasts to the weights.</summary>
    Shape FactorShape(int channels);
}
