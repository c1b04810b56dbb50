namespace ShaderKernels.Operators;

/// <summary>The nonlinearity that a convolution or matrix product applies to its result before it is stored.</summary>
public enum Activation
{
    /// <summary>The result itself.</summary>
    None,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>min(max(0, x), 6) (Krizhevsky 2010).</summary>
    Relu6,
}
