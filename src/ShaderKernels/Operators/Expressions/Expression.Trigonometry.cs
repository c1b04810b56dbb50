namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// Trigonometric and hyperbolic functions. Angles are in radians; sine, cosine and tangent have an error of at most 1e-6 up to
/// <see cref="LargestAngle"/>, beyond which the accuracy decreases.
/// </summary>
public abstract partial record Expression
{
    /// <summary>The largest angle at which the sine has full accuracy on all devices.</summary>
    public const float LargestAngle = 10_000;

    /// <summary>The sine of x radians.</summary>
    public static Expression Sin(Expression x) => Simplify.Unary(UnaryFunction.Sin, x);

    /// <summary>The cosine of x radians.</summary>
    public static Expression Cos(Expression x) => Simplify.Unary(UnaryFunction.Cos, x);

    /// <summary>The tangent of x radians.</summary>
    public static Expression Tan(Expression x) => Simplify.Unary(UnaryFunction.Tan, x);

    /// <summary>The arcsine of x, from -pi / 2 to pi / 2; NaN outside [-1, 1].</summary>
    public static Expression Asin(Expression x) => Simplify.Unary(UnaryFunction.Asin, x);

    /// <summary>The arccosine of x, from 0 to pi; NaN outside [-1, 1].</summary>
    public static Expression Acos(Expression x) => Simplify.Unary(UnaryFunction.Acos, x);

    /// <summary>The arctangent of x, between -pi / 2 and pi / 2.</summary>
    public static Expression Atan(Expression x) => Simplify.Unary(UnaryFunction.Atan, x);

    /// <summary>The hyperbolic sine.</summary>
    public static Expression Sinh(Expression x) => Simplify.Unary(UnaryFunction.Sinh, x);

    /// <summary>The hyperbolic cosine.</summary>
    public static Expression Cosh(Expression x) => Simplify.Unary(UnaryFunction.Cosh, x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Expression Tanh(Expression x) => Simplify.Unary(UnaryFunction.Tanh, x);

    /// <summary>The inverse hyperbolic sine of x.</summary>
    public static Expression Asinh(Expression x) => Simplify.Unary(UnaryFunction.Asinh, x);

    /// <summary>The inverse hyperbolic cosine of x; NaN below 1.</summary>
    public static Expression Acosh(Expression x) => Simplify.Unary(UnaryFunction.Acosh, x);

    /// <summary>The inverse hyperbolic tangent of x; NaN outside [-1, 1].</summary>
    public static Expression Atanh(Expression x) => Simplify.Unary(UnaryFunction.Atanh, x);
}
