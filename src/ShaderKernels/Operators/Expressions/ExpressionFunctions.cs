namespace ShaderKernels.Operators.Expressions;

/// <summary>The functions of one argument.</summary>
public enum UnaryFunction
{
    /// <summary>-x.</summary>
    Negate,

    /// <summary>The absolute value.</summary>
    Abs,

    /// <summary>e to the power x.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The largest integer less than or equal to x.</summary>
    Floor,

    /// <summary>The sine, in radians.</summary>
    Sin,

    /// <summary>The cosine, in radians.</summary>
    Cos,

    /// <summary>The tangent, in radians.</summary>
    Tan,

    /// <summary>The arcsine.</summary>
    Asin,

    /// <summary>The arccosine.</summary>
    Acos,

    /// <summary>The arctangent of x, between -pi / 2 and pi / 2.</summary>
    Atan,

    /// <summary>The hyperbolic sine.</summary>
    Sinh,

    /// <summary>The hyperbolic cosine.</summary>
    Cosh,

    /// <summary>The inverse hyperbolic sine of x.</summary>
    Asinh,

    /// <summary>The inverse hyperbolic cosine of x.</summary>
    Acosh,

    /// <summary>The inverse hyperbolic tangent of x.</summary>
    Atanh,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>The nearest integer; half is rounded to even.</summary>
    Round,

    /// <summary>1 if x is NaN, else 0.</summary>
    IsNaN,
}

/// <summary>The functions of two arguments.</summary>
public enum BinaryFunction
{
    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x * y.</summary>
    Multiply,

    /// <summary>x / y.</summary>
    Divide,

    /// <summary>The minimum.</summary>
    Min,

    /// <summary>The maximum.</summary>
    Max,

    /// <summary>x to the power y.</summary>
    Power,

    /// <summary>1 if x &gt; y, else 0.</summary>
    Greater,

    /// <summary>1 if x = y, else 0.</summary>
    Equal,

    /// <summary>The remainder of x / y with the sign of x (fmod in C).</summary>
    Remainder,
}
