using ShaderKernels.Operators.Expressions;

namespace VisionRuntime.Compilation;

/// <summary>Analyzes and rewrites expressions for the passes.</summary>
internal static class ExpressionParts
{
    /// <summary>Gets the inputs that an expression reads.</summary>
    public static HashSet<int> Reads(Expression expression)
    {
        var read = new HashSet<int>();
        expression.Substitute(index =>
        {
            read.Add(index);
            return Expression.Input(index);
        });
        return read;
    }

    /// <summary>Enumerates an expression and all its subexpressions, outer ones first.</summary>
    public static IEnumerable<Expression> PartsOf(Expression expression) => expression switch
    {
        UnaryExpression unary => [expression, .. PartsOf(unary.X)],
        BinaryExpression binary => [expression, .. PartsOf(binary.X), .. PartsOf(binary.Y)],
        SelectExpression select => [expression, .. PartsOf(select.Condition), .. PartsOf(select.Then), .. PartsOf(select.Otherwise)],
        _ => [expression],
    };

    /// <summary>Replaces each occurrence of a subexpression.</summary>
    public static Expression Replace(Expression expression, Expression part, Expression replacement)
    {
        if (expression == part) return replacement;
        return expression switch
        {
            UnaryExpression unary => unary with { X = Replace(unary.X, part, replacement) },
            BinaryExpression binary => binary with { X = Replace(binary.X, part, replacement), Y = Replace(binary.Y, part, replacement) },
            SelectExpression select => new SelectExpression(Replace(select.Condition, part, replacement),
                Replace(select.Then, part, replacement), Replace(select.Otherwise, part, replacement)),
            _ => expression,
        };
    }

    /// <summary>
    /// Writes an expression as scale * x + offset, where neither depends on x; null if it does not have that form. A symbolic derivative is
    /// not enough, since that of a step function is 0.
    /// </summary>
    public static (Expression Scale, Expression Offset)? AffineIn(Expression expression, int x)
    {
        if (expression is InputExpression input && input.Index == x) return (1f, 0f);
        if (!Reads(expression).Contains(x)) return (0f, expression);
        return expression switch
        {
            UnaryExpression { Function: UnaryFunction.Negate } negation
                when AffineIn(negation.X, x) is var (scale, offset) => (-scale, -offset),
            BinaryExpression { Function: BinaryFunction.Add } sum when AffineIn(sum.X, x) is var (a, b)
                && AffineIn(sum.Y, x) is var (c, d) => (a + c, b + d),
            BinaryExpression { Function: BinaryFunction.Subtract } difference when AffineIn(difference.X, x) is var (a, b)
                && AffineIn(difference.Y, x) is var (c, d) => (a - c, b - d),
            BinaryExpression { Function: BinaryFunction.Multiply } product => Product(product, x),
            BinaryExpression { Function: BinaryFunction.Divide } quotient when !Reads(quotient.Y).Contains(x)
                && AffineIn(quotient.X, x) is var (scale, offset) => (scale / quotient.Y, offset / quotient.Y),
            _ => null,
        };
    }

    private static (Expression, Expression)? Product(BinaryExpression product, int x)
    {
        var (factor, rest) = Reads(product.X).Contains(x) ? (product.Y, product.X) : (product.X, product.Y);
        return !Reads(factor).Contains(x) && AffineIn(rest, x) is var (scale, offset) ? (scale * factor, offset * factor) : null;
    }
}
