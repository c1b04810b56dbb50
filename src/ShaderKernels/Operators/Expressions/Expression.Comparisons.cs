namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// Comparisons, which give 1 if they are true and 0 if they are false or an argument is NaN, and logical functions of such values. Their
/// derivative is 0.
/// </summary>
public abstract partial record Expression
{
    /// <summary>1 if x &gt; y, else 0.</summary>
    public static Expression Greater(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Greater, x, y);

    /// <summary>1 if x &lt; y, else 0.</summary>
    public static Expression Less(Expression x, Expression y) => Greater(y, x);

    /// <summary>1 if x = y, else 0.</summary>
    public static Expression Equal(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Equal, x, y);

    /// <summary>1 if x != y, else 0; true if an argument is NaN.</summary>
    public static Expression NotEqual(Expression x, Expression y) => Not(Equal(x, y));

    /// <summary>1 if x &gt;= y, else 0.</summary>
    public static Expression GreaterOrEqual(Expression x, Expression y) => Or(Greater(x, y), Equal(x, y));

    /// <summary>1 if x &lt;= y, else 0.</summary>
    public static Expression LessOrEqual(Expression x, Expression y) => GreaterOrEqual(y, x);

    /// <summary>1 if x is NaN, else 0.</summary>
    public static Expression IsNaN(Expression x) => Simplify.Unary(UnaryFunction.IsNaN, x);

    /// <summary>1 if x is positive or negative infinity, else 0.</summary>
    public static Expression IsInfinity(Expression x) => Equal(Abs(x), float.PositiveInfinity);

    /// <summary>Logical and of values that are 0 or 1.</summary>
    public static Expression And(Expression x, Expression y) => x * y;

    /// <summary>Logical or of values that are 0 or 1.</summary>
    public static Expression Or(Expression x, Expression y) => Max(x, y);

    /// <summary>Exclusive or of values that are 0 or 1.</summary>
    public static Expression Xor(Expression x, Expression y) => NotEqual(x, y);

    /// <summary>Logical not of a value that is 0 or 1.</summary>
    public static Expression Not(Expression x) => 1f - x;

    /// <summary>The second argument if the first is not 0, else the third.</summary>
    public static Expression Select(Expression condition, Expression then, Expression otherwise) =>
        Simplify.Select(condition, then, otherwise);
}
