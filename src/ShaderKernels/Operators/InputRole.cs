namespace ShaderKernels.Operators;

/// <summary>What an operator uses an input for, from which the role of a variable of an imported network is inferred.</summary>
public enum InputRole
{
    /// <summary>The operator does not tell: a parameter keeps its role through it, as through a transposition.</summary>
    Any,

    /// <summary>The data.</summary>
    Data,

    /// <summary>The weights that data is multiplied by, or the rows of a table.</summary>
    Weight,

    /// <summary>The bias.</summary>
    Bias,

    /// <summary>State that is kept between runs, such as a counter.</summary>
    State,
}
