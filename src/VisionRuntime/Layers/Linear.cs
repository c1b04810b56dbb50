using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Fully connected layers.</summary>
public static class Linear
{
    /// <summary>Fully connected layer: [N, in] to [N, units].</summary>
    /// <param name="x">One row a sample.</param>
    /// <param name="name">The variables are called name/weights [in, units] and name/bias.</param>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Applied to each output.</param>
    public static Value Dense(this Value x, string name, int units, Activation activation = Activation.None)
    {
        Initializer initializer = activation == Activation.None ? Initializers.Glorot : Initializers.He;
        var w = x.Graph.Variable($"{name}/weights", [x.Shape[-1], units], initializer, role: VariableRole.Weight);
        var b = x.Graph.Variable($"{name}/bias", [units], role: VariableRole.Bias);
        return x.Graph.Apply(new MatMul(Activation: activation), name, x, w, b)[0];
    }

    /// <summary>[N, ...] to [N, everything else].</summary>
    public static Value Flatten(this Value x) => x.Reshape([x.Shape[0], (int)(x.Shape.Count / Math.Max(1, x.Shape[0]))]);
}
