namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// Functions. NaN is propagated by each of them, and the results of all devices agree except for the last one or two digits of a float.
/// </summary>
public abstract partial record Expression
{
    /// <summary>The absolute value.</summary>
    public static Expression Abs(Expression x) => Simplify.Unary(UnaryFunction.Abs, x);

    /// <summary>e to the power x.</summary>
    public static Expression Exp(Expression x) => Simplify.Unary(UnaryFunction.Exp, x);

    /// <summary>The natural logarithm.</summary>
    public static Expression Log(Expression x) => Simplify.Unary(UnaryFunction.Log, x);

    /// <summary>The square root.</summary>
    public static Expression Sqrt(Expression x) => Simplify.Unary(UnaryFunction.Sqrt, x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Expression Sigmoid(Expression x) => Simplify.Unary(UnaryFunction.Sigmoid, x);

    /// <summary>
    /// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, to 1.5e-7 absolute (Moshier's Cephes, ndtrf.c).
    /// </summary>
    public static Expression Erf(Expression x) => Simplify.Unary(UnaryFunction.Erf, x);

    /// <summary>The largest integer less than or equal to x.</summary>
    public static Expression Floor(Expression x) => Simplify.Unary(UnaryFunction.Floor, x);

    /// <summary>The smallest integer greater than or equal to x.</summary>
    public static Expression Ceiling(Expression x) => -Floor(-x);

    /// <summary>The nearest integer; half is rounded to even.</summary>
    public static Expression Round(Expression x) => Simplify.Unary(UnaryFunction.Round, x);

    /// <summary>1 if x is positive, -1 if it is negative, else 0.</summary>
    public static Expression Sign(Expression x) => Greater(x, 0) - Greater(0, x);

    /// <summary>The minimum; NaN if either is NaN.</summary>
    public static Expression Min(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Min, x, y);

    /// <summary>The maximum; NaN if either is NaN.</summary>
    public static Expression Max(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Max, x, y);

    /// <summary>
    /// x to the power y, with the special cases of C's pow: negative x has integer powers only, and anything to the power 0 is 1.
    /// </summary>
    public static Expression Power(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Power, x, y);

    /// <summary>
    /// The remainder of x / y with the sign of x (fmod in C). Exact; NaN if y is 0 or x is infinite.
    /// </summary>
    public static Expression Remainder(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Remainder, x, y);

    /// <summary>The remainder of x / y with the sign of y (% in Python).</summary>
    public static Expression Modulo(Expression x, Expression y)
    {
        var rest = Remainder(x, y);
        return Select(And(NotEqual(rest, 0), Xor(Less(rest, 0), Less(y, 0))), rest + y, rest);
    }

    /// <summary>The square of x.</summary>
    public static Expression Square(Expression x) => x * x;

    /// <summary>max(0, x).</summary>
    public static Expression Relu(Expression x) => Max(x, 0);
}
