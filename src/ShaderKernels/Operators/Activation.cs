namespace ShaderKernels.Operators;

/// <summary>The activation function that a convolution or matrix product applies to its output.</summary>
public enum Activation
{
    /// <summary>No activation function.</summary>
    None,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>min(max(0, x), 6) (Krizhevsky 2010).</summary>
    Relu6,
}
