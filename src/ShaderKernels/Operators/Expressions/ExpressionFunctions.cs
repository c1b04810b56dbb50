namespace ShaderKernels.Operators.Expressions;

/// <summary>The functions of one number.</summary>
public enum UnaryFunction
{
    /// <summary>-x.</summary>
    Negate,

    /// <summary>The magnitude.</summary>
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

    /// <summary>The largest whole number not above x.</summary>
    Floor,

    /// <summary>The sine, in radians.</summary>
    Sin,

    /// <summary>The cosine, in radians.</summary>
    Cos,

    /// <summary>The tangent, in radians.</summary>
    Tan,

    /// <summary>The angle from -pi / 2 to pi / 2 whose sine is x.</summary>
    Asin,

    /// <summary>The angle from 0 to pi whose cosine is x.</summary>
    Acos,

    /// <summary>The angle between -pi / 2 and pi / 2 whose tangent is x.</summary>
    Atan,

    /// <summary>The hyperbolic sine.</summary>
    Sinh,

    /// <summary>The hyperbolic cosine.</summary>
    Cosh,

    /// <summary>The number whose hyperbolic sine is x.</summary>
    Asinh,

    /// <summary>The number from 0 up whose hyperbolic cosine is x.</summary>
    Acosh,

    /// <summary>The number whose hyperbolic tangent is x.</summary>
    Atanh,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>The nearest whole number, the even one of two.</summary>
    Round,

    /// <summary>1 where x is not a number, else 0.</summary>
    IsNaN,
}

/// <summary>The functions of two numbers.</summary>
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

    /// <summary>The smaller.</summary>
    Min,

    /// <summary>The larger.</summary>
    Max,

    /// <summary>x to the power y.</summary>
    Power,

    /// <summary>1 where x &gt; y, else 0.</summary>
    Greater,

    /// <summary>1 where x = y, else 0.</summary>
    Equal,

    /// <summary>What is left of x after whole steps of y toward 0 (C's fmod).</summary>
    Remainder,
}
