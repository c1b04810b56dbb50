namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// Comparisons give 1 where they hold and 0 where they do not, which is also the answer wherever something is not a number, and the logical
/// functions join such ones and zeros. None of them has a derivative but 0.
/// </summary>
public abstract partial record Expression
{
    /// <summary>1 where x &gt; y, else 0.</summary>
    public static Expression Greater(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Greater, x, y);

    /// <summary>1 where x &lt; y, else 0.</summary>
    public static Expression Less(Expression x, Expression y) => Greater(y, x);

    /// <summary>1 where x = y, else 0.</summary>
    public static Expression Equal(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Equal, x, y);

    /// <summary>1 where x is not y, else 0; the one comparison that holds where something is not a number.</summary>
    public static Expression NotEqual(Expression x, Expression y) => Not(Equal(x, y));

    /// <summary>1 where x &gt;= y, else 0.</summary>
    public static Expression GreaterOrEqual(Expression x, Expression y) => Or(Greater(x, y), Equal(x, y));

    /// <summary>1 where x &lt;= y, else 0.</summary>
    public static Expression LessOrEqual(Expression x, Expression y) => GreaterOrEqual(y, x);

    /// <summary>1 where x is not a number, else 0.</summary>
    public static Expression IsNaN(Expression x) => Simplify.Unary(UnaryFunction.IsNaN, x);

    /// <summary>1 where x is infinite, with either sign, else 0.</summary>
    public static Expression IsInfinity(Expression x) => Equal(Abs(x), float.PositiveInfinity);

    /// <summary>1 where both are 1, of ones and zeros.</summary>
    public static Expression And(Expression x, Expression y) => x * y;

    /// <summary>1 where one or both are 1, of ones and zeros.</summary>
    public static Expression Or(Expression x, Expression y) => Max(x, y);

    /// <summary>1 where just one is 1, of ones and zeros.</summary>
    public static Expression Xor(Expression x, Expression y) => NotEqual(x, y);

    /// <summary>1 where it is 0 and 0 where it is 1.</summary>
    public static Expression Not(Expression x) => 1f - x;

    /// <summary>The second where the first is not 0, else the third.</summary>
    public static Expression Select(Expression condition, Expression then, Expression otherwise) =>
        Simplify.Select(condition, then, otherwise);
}
