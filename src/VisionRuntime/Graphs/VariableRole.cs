namespace VisionRuntime.Graphs;

/// <summary>What a variable is for in the layer that reads it. Penalties and weight decay apply to <see cref="Weight"/> alone.</summary>
public enum VariableRole
{
    /// <summary>None of the others, for example the slopes of a parametric ReLU.</summary>
    Other,

    /// <summary>The filters of a convolution, the matrix of a dense layer, the table of an embedding.</summary>
    Weight,

    /// <summary>Added to the output of a convolution or a matrix product.</summary>
    Bias,

    /// <summary>The factor of a normalization layer, often called gamma.</summary>
    Scale,

    /// <summary>The offset of a normalization layer, often called beta.</summary>
    Shift,

    /// <summary>A running mean or variance of a normalization layer; not trained by gradients.</summary>
    Statistic,

    /// <summary>
    /// What an optimizer or a random layer keeps from run to run, such as moments and counters; not trained by gradients.
    /// </summary>
    State,
}
