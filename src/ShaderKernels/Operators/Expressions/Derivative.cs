using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Operators.Expressions;

/// <summary>Symbolic differentiation by a table of derivatives.</summary>
public static class Derivative
{
    /// <summary>
    /// Computes the derivative of an expression with respect to its input <paramref name="index"/>. Step functions and comparisons have
    /// derivative 0. Where the arguments of max or min are equal, the derivative is that of the second. The derivative of a power with
    /// respect to its exponent is 0 if the base is not positive.
    /// </summary>
    public static Expression By(Expression expression, int index) => expression switch
    {
        InputExpression input => input.Index == index ? 1f : 0f,
        ConstantExpression => 0f,
        UnaryExpression(var function, var x) => Outer(function, x, expression) * By(x, index),
        BinaryExpression(var function, var x, var y) => Binary(function, x, y, By(x, index), By(y, index), expression),
        SelectExpression(var condition, var then, var otherwise) => (By(then, index), By(otherwise, index)) switch
        {
            (ConstantExpression { Value: 0 }, ConstantExpression { Value: 0 }) => 0f,
            var (a, b) => Select(condition, a, b),
        },
        _ => throw new NotSupportedException($"no derivative for {expression.GetType().Name}"),
    };

    private static Expression Outer(UnaryFunction function, Expression x, Expression value) => function switch
    {
        UnaryFunction.Negate => -1f,
        UnaryFunction.Abs => Greater(x, 0) - Greater(0, x),
        UnaryFunction.Exp => value,
        UnaryFunction.Log => 1f / x,
        UnaryFunction.Sqrt => 0.5f / value,
        UnaryFunction.Tanh => 1f - value * value,
        UnaryFunction.Sigmoid => value * (1f - value),
        UnaryFunction.Floor or UnaryFunction.Round or UnaryFunction.IsNaN => 0f,
        UnaryFunction.Sin => Cos(x),
        UnaryFunction.Cos => -Sin(x),
        UnaryFunction.Tan => 1f + value * value,
        UnaryFunction.Asin => 1f / Sqrt((1f - x) * (1f + x)),
        UnaryFunction.Acos => -1f / Sqrt((1f - x) * (1f + x)),
        UnaryFunction.Atan => 1f / (1f + x * x),
        UnaryFunction.Sinh => Cosh(x),
        UnaryFunction.Cosh => Sinh(x),
        UnaryFunction.Asinh => 1f / Sqrt(1f + x * x),
        UnaryFunction.Acosh => 1f / (Sqrt(x - 1f) * Sqrt(x + 1f)),
        UnaryFunction.Atanh => 1f / ((1f - x) * (1f + x)),
        UnaryFunction.Erf => 1.128379167f * Exp(-(x * x)),
        _ => throw new NotSupportedException($"no derivative for {function}"),
    };

    private static Expression Binary(BinaryFunction function, Expression x, Expression y, Expression dx, Expression dy,
        Expression value) => function switch
    {
        BinaryFunction.Add => dx + dy,
        BinaryFunction.Subtract => dx - dy,
        BinaryFunction.Multiply => dx * y + x * dy,
        BinaryFunction.Divide => dx / y - value * dy / y,
        BinaryFunction.Max => Greater(x, y) * dx + (1f - Greater(x, y)) * dy,
        BinaryFunction.Min => Greater(y, x) * dx + (1f - Greater(y, x)) * dy,
        BinaryFunction.Power => (dx is ConstantExpression { Value: 0 } ? 0f : y * Power(x, y - 1f) * dx)
            + (dy is ConstantExpression { Value: 0 } ? 0f : Select(Greater(x, 0), value * Log(x), 0) * dy),
        BinaryFunction.Greater or BinaryFunction.Equal => 0f,
        BinaryFunction.Remainder => dx - (dy is ConstantExpression { Value: 0 } ? 0f : Round((x - value) / y) * dy),
        _ => throw new NotSupportedException($"no derivative for {function}"),
    };
}
