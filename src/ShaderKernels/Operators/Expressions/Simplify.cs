
namespace ShaderKernels.Operators.Expressions;

/// <summary>Creates expressions and simplifies zeros, ones and double negations, as they result from differentiation.</summary>
/// <remarks>
/// A product with 0 becomes 0 even if the other factor might be infinite, which is the limit that derivatives need.
/// </remarks>
internal static class Simplify
{
    public static Expression Unary(UnaryFunction function, Expression x) => (function, x) switch
    {
        (_, ConstantExpression c) => Scalar.Evaluate(function, c.Value),
        (UnaryFunction.Negate, UnaryExpression { Function: UnaryFunction.Negate } inner) => inner.X,
        _ => new UnaryExpression(function, x),
    };

    public static Expression Binary(BinaryFunction function, Expression x, Expression y) => (function, x, y) switch
    {
        (_, ConstantExpression a, ConstantExpression b) => Scalar.Evaluate(function, a.Value, b.Value),
        (BinaryFunction.Add, ConstantExpression { Value: 0 }, _) => y,
        (BinaryFunction.Add or BinaryFunction.Subtract, _, ConstantExpression { Value: 0 }) => x,
        (BinaryFunction.Subtract, ConstantExpression { Value: 0 }, _) => Unary(UnaryFunction.Negate, y),
        (BinaryFunction.Multiply, ConstantExpression { Value: 0 }, _) => 0f,
        (BinaryFunction.Multiply, _, ConstantExpression { Value: 0 }) => 0f,
        (BinaryFunction.Multiply, ConstantExpression { Value: 1 }, _) => y,
        (BinaryFunction.Multiply or BinaryFunction.Divide, _, ConstantExpression { Value: 1 }) => x,
        (BinaryFunction.Multiply, ConstantExpression { Value: -1 }, _) => Unary(UnaryFunction.Negate, y),
        (BinaryFunction.Multiply, _, ConstantExpression { Value: -1 }) => Unary(UnaryFunction.Negate, x),
        (BinaryFunction.Divide, ConstantExpression { Value: 0 }, _) => 0f,
        (BinaryFunction.Power, _, ConstantExpression { Value: 1 }) => x,
        (BinaryFunction.Power, _, ConstantExpression { Value: 2 }) => new BinaryExpression(BinaryFunction.Multiply, x, x),
        (BinaryFunction.Power, _, ConstantExpression { Value: 0.5f }) => new UnaryExpression(UnaryFunction.Sqrt, x),
        _ => new BinaryExpression(function, x, y),
    };

    public static Expression Select(Expression condition, Expression then, Expression otherwise) => condition switch
    {
        ConstantExpression { Value: 0 } => otherwise,
        ConstantExpression => then,
        _ => new SelectExpression(condition, then, otherwise),
    };
}
