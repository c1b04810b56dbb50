namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// Circular and hyperbolic functions. Angles are radians; sine, cosine and tangent are right to 1e-6 up to magnitudes of
/// <see cref="LargestAngle"/>, beyond which the devices take the multiples of pi / 2 away with ever fewer digits.
/// </summary>
public abstract partial record Expression
{
    /// <summary>The largest magnitude of an angle whose sine has the digits of a float on every device.</summary>
    public const float LargestAngle = 10_000;

    /// <summary>The sine of x radians.</summary>
    public static Expression Sin(Expression x) => Simplify.Unary(UnaryFunction.Sin, x);

    /// <summary>The cosine of x radians.</summary>
    public static Expression Cos(Expression x) => Simplify.Unary(UnaryFunction.Cos, x);

    /// <summary>The tangent of x radians.</summary>
    public static Expression Tan(Expression x) => Simplify.Unary(UnaryFunction.Tan, x);

    /// <summary>The angle from -pi / 2 to pi / 2 whose sine is x; not a number outside -1 to 1.</summary>
    public static Expression Asin(Expression x) => Simplify.Unary(UnaryFunction.Asin, x);

    /// <summary>The angle from 0 to pi whose cosine is x; not a number outside -1 to 1.</summary>
    public static Expression Acos(Expression x) => Simplify.Unary(UnaryFunction.Acos, x);

    /// <summary>The angle between -pi / 2 and pi / 2 whose tangent is x.</summary>
    public static Expression Atan(Expression x) => Simplify.Unary(UnaryFunction.Atan, x);

    /// <summary>The hyperbolic sine.</summary>
    public static Expression Sinh(Expression x) => Simplify.Unary(UnaryFunction.Sinh, x);

    /// <summary>The hyperbolic cosine.</summary>
    public static Expression Cosh(Expression x) => Simplify.Unary(UnaryFunction.Cosh, x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Expression Tanh(Expression x) => Simplify.Unary(UnaryFunction.Tanh, x);

    /// <summary>The number whose hyperbolic sine is x.</summary>
    public static Expression Asinh(Expression x) => Simplify.Unary(UnaryFunction.Asinh, x);

    /// <summary>The number from 0 up whose hyperbolic cosine is x; not a number below 1.</summary>
    public static Expression Acosh(Expression x) => Simplify.Unary(UnaryFunction.Acosh, x);

    /// <summary>The number whose hyperbolic tangent is x; not a number outside -1 to 1.</summary>
    public static Expression Atanh(Expression x) => Simplify.Unary(UnaryFunction.Atanh, x);
}
