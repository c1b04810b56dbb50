using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Tests.Properties;

/// <summary>
/// A random expression of two inputs from -1 to 1, with about the least and the largest number that it becomes, so that every function gets what it is defined for and
/// nowhere near a pole. Functions with steps are taken of the inputs themselves: of anything computed, rounding could tip them to the other side.
/// </summary>
internal sealed record DrawnExpression(Expression Expression, double Low, double High)
{
    private static readonly (Func<Expression, Expression> Function, double Low, double High)[] Functions =
    [
        (x => -x, -9, 9), (Abs, -9, 9), (Exp, -2, 2), (Expression.Log, 0.2, 4), (Sqrt, 0.1, 4), (Tanh, -2, 2), (Sigmoid, -4, 4), (Square, -3, 3), (Relu, -9, 9), (Sin, -9, 9), (Cos, -9, 9),
        (Tan, -1.2, 1.2), (Asin, -0.9, 0.9), (Acos, -0.9, 0.9), (Atan, -3, 3), (Sinh, -2, 2), (Cosh, -2, 2), (Asinh, -3, 3), (Acosh, 1.2, 4), (Atanh, -0.8, 0.8), (Erf, -2, 2),
    ];

    private static readonly Func<Expression, Expression>[] Steps = [Floor, Ceiling, Round, Sign, x => IsNaN(x) + x, x => IsInfinity(1f / x) + x];

    private static readonly Func<Expression, Expression, Expression>[] Comparisons =
        [Greater, Less, Equal, NotEqual, GreaterOrEqual, LessOrEqual, (x, y) => And(Greater(x, 0), Less(y, 0.5f)), (x, y) => Xor(Greater(x, 0.3f), Less(y, 0)), (x, y) => Not(Or(Greater(x, 0.3f), Less(y, 0)))];

    public static Expression Draw(Choices c) => Tree(c, 3).Into(-2, 2).Expression + Input(0) * Input(1);

    private static DrawnExpression Tree(Choices c, int depth)
    {
        if (depth == 0) return new(Input(c.Number(0, 1)), -1, 1);
        switch (c.Number(0, 5))
        {
            case 0: return Tree(c, 0);
            case 1 or 2:
                var (function, low, high) = c.OneOf(Functions);
                var argument = Tree(c, depth - 1).Into(low, high);
                return Over(function(Input(0)), function(argument.Expression), argument);
            case 3:
            {
                DrawnExpression x = Tree(c, depth - 1), y = Tree(c, depth - 1);
                switch (c.Number(0, 6))
                {
                    case 0: return Join((a, b) => a + b, x, y);
                    case 1: return Join((a, b) => a - b, x, y);
                    case 2: return Join((a, b) => a * b, x.Into(-3, 3), y.Into(-3, 3));
                    case 3: return Join((a, b) => a / b, x.Into(-3, 3), y.Into(0.5, 3));
                    case 4: return Join(Min, x, y);
                    case 5: return Join(Max, x, y);
                    default: return Join(Power, x.Into(0.3, 2), y.Into(-2, 2));
                }
            }
            case 4:
            {
                Expression x = Leaf(c), y = Leaf(c) * 0.3f + 1.7f;
                return c.Number(0, 2) switch { 0 => new(c.OneOf(Steps)(x), -4, 4), 1 => new(Remainder(x, y), -3, 3), _ => new(Modulo(x, y * c.OneOf(1f, -1f)), -3, 3) };
            }
            default:
            {
                DrawnExpression then = Tree(c, depth - 1), otherwise = Tree(c, depth - 1);
                return new(Select(c.OneOf(Comparisons)(Input(0), c.OneOf(Input(1), Input(0))), then.Expression, otherwise.Expression), Math.Min(then.Low, otherwise.Low), Math.Max(then.High, otherwise.High));
            }
        }
    }

    private static Expression Leaf(Choices c) => Input(c.Number(0, 1)) * 3f + 0.37f;

    /// <summary>The expression, moved and scaled where it leaves the bounds.</summary>
    private DrawnExpression Into(double low, double high)
    {
        if (Low >= low && High <= high) return this;
        double scale = High > Low ? Math.Min(1, (high - low) / (High - Low)) : 1, shift = low - Low * scale;
        return new(Expression * (float)scale + (float)shift, Low * scale + shift, High * scale + shift);
    }

    private static DrawnExpression Over(Expression function, Expression result, DrawnExpression argument)
    {
        double[] numbers = [.. Enumerable.Range(0, 33).Select(i => ExpressionReferences.Value(function, [argument.Low + (argument.High - argument.Low) * i / 32]))];
        return new(result, numbers.Min(), numbers.Max());
    }

    private static DrawnExpression Join(Func<Expression, Expression, Expression> join, DrawnExpression x, DrawnExpression y)
    {
        var joined = join(Input(0), Input(1));
        double[] corners = [.. from a in (double[])[x.Low, x.High] from b in (double[])[y.Low, y.High] select ExpressionReferences.Value(joined, [a, b])];
        return new(join(x.Expression, y.Expression), corners.Min(), corners.Max());
    }
}
