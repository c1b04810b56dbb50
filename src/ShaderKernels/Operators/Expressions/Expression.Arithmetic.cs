namespace ShaderKernels.Operators.Expressions;

/// <summary>Functions of numbers. What is not a number stays so through each of them, and each device's digits are those of a float but for the last one or two.</summary>
public abstract partial record Expression
{
    /// <summary>The magnitude.</summary>
    public static Expression Abs(Expression x) => Simplify.Unary(UnaryFunction.Abs, x);

    /// <summary>e to the power x.</summary>
    public static Expression Exp(Expression x) => Simplify.Unary(UnaryFunction.Exp, x);

    /// <summary>The natural logarithm.</summary>
    public static Expression Log(Expression x) => Simplify.Unary(UnaryFunction.Log, x);

    /// <summary>The square root.</summary>
    public static Expression Sqrt(Expression x) => Simplify.Unary(UnaryFunction.Sqrt, x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Expression Sigmoid(Expression x) => Simplify.Unary(UnaryFunction.Sigmoid, x);

    /// <summary>The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, to 1.5e-7 absolute (Moshier's Cephes, ndtrf.c).</summary>
    public static Expression Erf(Expression x) => Simplify.Unary(UnaryFunction.Erf, x);

    /// <summary>The largest whole number not above x.</summary>
    public static Expression Floor(Expression x) => Simplify.Unary(UnaryFunction.Floor, x);

    /// <summary>The smallest whole number not below x.</summary>
    public static Expression Ceiling(Expression x) => -Floor(-x);

    /// <summary>The nearest whole number, the even one of two.</summary>
    public static Expression Round(Expression x) => Simplify.Unary(UnaryFunction.Round, x);

    /// <summary>1 where x is positive, -1 where it is negative, else 0.</summary>
    public static Expression Sign(Expression x) => Greater(x, 0) - Greater(0, x);

    /// <summary>The smaller of two; not a number where one is not.</summary>
    public static Expression Min(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Min, x, y);

    /// <summary>The larger of two; not a number where one is not.</summary>
    public static Expression Max(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Max, x, y);

    /// <summary>x to the power y with the special cases of C's pow: negative numbers have whole powers, anything to the power 0 is 1.</summary>
    public static Expression Power(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Power, x, y);

    /// <summary>What is left of x after whole steps of y toward 0: it has the sign of x (C's fmod). Exact; not a number where y is 0 or x infinite.</summary>
    public static Expression Remainder(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Remainder, x, y);

    /// <summary>What is left of x after whole steps of y downwards: it has the sign of y (Python's %).</summary>
    public static Expression Modulo(Expression x, Expression y)
    {
        var rest = Remainder(x, y);
        return Select(And(NotEqual(rest, 0), Xor(Less(rest, 0), Less(y, 0))), rest + y, rest);
    }

    /// <summary>x times itself.</summary>
    public static Expression Square(Expression x) => x * x;

    /// <summary>max(0, x).</summary>
    public static Expression Relu(Expression x) => Max(x, 0);
}
