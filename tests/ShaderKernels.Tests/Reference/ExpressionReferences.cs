using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Tests.Reference;

/// <summary>Expressions in double precision.</summary>
public static class ExpressionReferences
{
    public static double Value(Expression expression, double[] inputs) => expression switch
    {
        InputExpression e => inputs[e.Index],
        ConstantExpression e => e.Value,
        SelectExpression e => Value(e.Condition, inputs) != 0 ? Value(e.Then, inputs) : Value(e.Otherwise, inputs),
        UnaryExpression { X: var x } e => (e.Function, Value(x, inputs)) switch
        {
            (UnaryFunction.Negate, var v) => -v,
            (UnaryFunction.Abs, var v) => Math.Abs(v),
            (UnaryFunction.Exp, var v) => Math.Exp(v),
            (UnaryFunction.Log, var v) => Math.Log(v),
            (UnaryFunction.Sqrt, var v) => Math.Sqrt(v),
            (UnaryFunction.Tanh, var v) => Math.Tanh(v),
            (UnaryFunction.Sigmoid, var v) => 1 / (1 + Math.Exp(-v)),
            (UnaryFunction.Floor, var v) => Math.Floor(v),
            (UnaryFunction.Sin, var v) => Math.Sin(v),
            (UnaryFunction.Cos, var v) => Math.Cos(v),
            (UnaryFunction.Tan, var v) => Math.Tan(v),
            (UnaryFunction.Asin, var v) => Math.Asin(v),
            (UnaryFunction.Acos, var v) => Math.Acos(v),
            (UnaryFunction.Atan, var v) => Math.Atan(v),
            (UnaryFunction.Sinh, var v) => Math.Sinh(v),
            (UnaryFunction.Cosh, var v) => Math.Cosh(v),
            (UnaryFunction.Asinh, var v) => Math.Asinh(v),
            (UnaryFunction.Acosh, var v) => Math.Acosh(v),
            (UnaryFunction.Atanh, var v) => Math.Atanh(v),
            (UnaryFunction.Erf, var v) => ErrorFunction(v),
            (UnaryFunction.Round, var v) => Math.Round(v, MidpointRounding.ToEven),
            (UnaryFunction.IsNaN, var v) => double.IsNaN(v) ? 1 : 0,
            _ => throw new NotSupportedException(),
        },
        BinaryExpression e => (e.Function, Value(e.X, inputs), Value(e.Y, inputs)) switch
        {
            (BinaryFunction.Add, var x, var y) => x + y,
            (BinaryFunction.Subtract, var x, var y) => x - y,
            (BinaryFunction.Multiply, var x, var y) => x * y,
            (BinaryFunction.Divide, var x, var y) => x / y,
            (BinaryFunction.Min, var x, var y) => Math.Min(x, y),
            (BinaryFunction.Max, var x, var y) => Math.Max(x, y),
            (BinaryFunction.Power, var x, var y) => Math.Pow(x, y),
            (BinaryFunction.Greater, var x, var y) => x > y ? 1 : 0,
            (BinaryFunction.Equal, var x, var y) => x == y ? 1 : 0,
            (BinaryFunction.Remainder, var x, var y) =>
                Math.IEEERemainder(x, y) is var r && r != 0 && r < 0 != x < 0 ? r + Math.CopySign(y, x) : r,
            _ => throw new NotSupportedException(),
        },
        _ => throw new NotSupportedException(),
    };

    /// <summary>
    /// The series 2 / sqrt(pi) exp(-x^2) times the sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)) (Abramowitz and Stegun 7.1.6), whose terms have
    /// the same sign and do not cancel.
    /// </summary>
    public static double ErrorFunction(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
