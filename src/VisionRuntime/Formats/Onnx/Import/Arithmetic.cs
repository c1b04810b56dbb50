using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Elementwise functions of two or more tensors with broadcasting: arithmetic, comparisons, logic, Where.</summary>
internal static class Arithmetic
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        Binary("Add", (x, y, _) => x + y),
        Binary("Sub", (x, y, _) => x - y),
        Binary("Mul", (x, y, _) => x * y),
        Binary("Div", (x, y, type) => type.IsInteger() ? IntegerArithmetic.Divide(x, y) : x / y),
        Binary("Pow", (x, y, type) => type.IsInteger() ? IntegerArithmetic.Truncate(RoundIfClose(Power(x, y))) : Power(x, y)),
        ("Mod", call => call.Return(Apply(call, Modulo(call)))),
        Comparison("Greater", Greater(X, Y)),
        Comparison("Less", Less(X, Y)),
        Comparison("Equal", Equal(X, Y)),
        Comparison("GreaterOrEqual", GreaterOrEqual(X, Y)),
        Comparison("LessOrEqual", LessOrEqual(X, Y)),
        Comparison("And", And(X, Y)),
        Comparison("Or", Or(X, Y)),
        Comparison("Xor", Xor(X, Y)),
        ("BitShift", call => call.Return(Apply(call, BitShift(call)))),
        Variadic("Max", Max),
        Variadic("Min", Min),
        Variadic("Sum", (x, y) => x + y),
        Variadic("Mean", (x, y) => x + y, mean: true),
        ("Where", call => call.Return(call.Map(Select(Input(0), Input(1), Input(2)), call[0], call[1], call[2]), call.TypeOf(1))),
    ];

    private static readonly Expression X = Input(0), Y = Input(1);

    private static (string, Handler) Binary(string name, Func<Expression, Expression, OnnxType, Expression> function) =>
        (name, call => call.Return(Apply(call, IntegerArithmetic.Wrap(function(X, Y, call.TypeOf(0)), call.TypeOf(0)))));

    private static (string, Handler) Comparison(string name, Expression expression) =>
        (name, call => call.Return(Apply(call, expression), OnnxType.Bool));

    private static (string, Handler) Variadic(string name, Func<Expression, Expression, Expression> function, bool mean = false)
    {
        return (name, call =>
        {
            // Two at a time: a device may limit the number of inputs of a map.
            var total = call[0];
            for (int i = 1; i < call.InputCount; i++) total = call.Map(function(X, Y), total, call[i]);
            call.Return(mean ? total * (1f / call.InputCount) : total);
        });
    }

    private static Value Apply(NodeCall call, Expression expression) => call.Map(expression, call[0], SecondOperand(call));

    /// <summary>Before version 7 the second operand broadcast only on request, and from a given axis of the first on.</summary>
    private static Value SecondOperand(NodeCall call)
    {
        var y = call[1];
        if (call.Version >= 7 || !call.HasAttribute("axis") || call.Int("broadcast") == 0) return y;
        int rank = call.ShapeOf(0).Rank, trailing = rank - call.Axis(call.Int("axis"), rank) - y.Shape.Rank;
        return trailing <= 0 ? y : y.Reshape([.. y.Shape, .. Enumerable.Repeat(1, trailing)]);
    }

    /// <summary>The remainder with the sign of the divisor, or with fmod that of the dividend, as in C.</summary>
    private static Expression Modulo(NodeCall call)
    {
        if (call.Int("fmod") == 0)
            return X - Y * Floor((X + 0.5f * Select(Greater(Y, 0), 1f, -1f)) / Y); // 0.5 as in IntegerArithmetic.Divide
        return X - Y * (call.TypeOf(0).IsInteger() ? IntegerArithmetic.Divide(X, Y) : IntegerArithmetic.Truncate(X / Y));
    }

    /// <summary>Rounds a power that differs from an integer by rounding errors only.</summary>
    private static Expression RoundIfClose(Expression power) =>
        Select(Greater(1e-5f * Abs(power), Abs(power - Round(power))), Round(power), power);

    /// <summary>A shift by multiplication or division with a power of two. Bits that leave a short type on the left are dropped.</summary>
    private static Expression BitShift(NodeCall call) => call.String("direction") switch
    {
        "LEFT" => IntegerArithmetic.Wrap(X * Round(Power(2, Y)), call.TypeOf(0)),
        "RIGHT" => Floor(X / Round(Power(2, Y))),
        var direction => throw call.Error($"the direction '{direction}' is neither LEFT nor RIGHT"),
    };
}
