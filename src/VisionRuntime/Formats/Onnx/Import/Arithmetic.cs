using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Functions of two and more numbers, elementwise with broadcasting: arithmetic, comparisons, logic, choice.</summary>
internal static class Arithmetic
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        Binary("Add", (x, y, _) => x + y),
        Binary("Sub", (x, y, _) => x - y),
        Binary("Mul", (x, y, _) => x * y),
        Binary("Div", (x, y, type) => type.IsInteger() ? Whole.Divide(x, y) : x / y),
        Binary("Pow", (x, y, type) => type.IsInteger() ? Whole.Truncate(Nearly(Power(x, y))) : Power(x, y)),
        ("Mod", call => call.Return(Joined(call, Modulo(call)))),
        Logical("Greater", Greater(X, Y)),
        Logical("Less", Less(X, Y)),
        Logical("Equal", Equal(X, Y)),
        Logical("GreaterOrEqual", GreaterOrEqual(X, Y)),
        Logical("LessOrEqual", LessOrEqual(X, Y)),
        Logical("And", And(X, Y)),
        Logical("Or", Or(X, Y)),
        Logical("Xor", Xor(X, Y)),
        ("BitShift", call => call.Return(Joined(call, Shift(call)))),
        Variadic("Max", Max),
        Variadic("Min", Min),
        Variadic("Sum", (x, y) => x + y),
        Variadic("Mean", (x, y) => x + y, mean: true),
        ("Where", call => call.Return(call.Map(Select(Input(0), Input(1), Input(2)), call[0], call[1], call[2]), call.TypeOf(1))),
    ];

    private static readonly Expression X = Input(0), Y = Input(1);

    private static (string, Handler) Binary(string name, Func<Expression, Expression, OnnxType, Expression> function) =>
        (name, call => call.Return(Joined(call, Whole.Wrap(function(X, Y, call.TypeOf(0)), call.TypeOf(0)))));

    private static (string, Handler) Logical(string name, Expression expression) => (name, call => call.Return(Joined(call, expression), OnnxType.Bool));

    private static Value Joined(NodeCall call, Expression expression) => call.Map(expression, call[0], Aligned(call));

    /// <summary>The second operand. Before version 7 it broadcast only where asked, from an axis of the first on rather than from the last.</summary>
    private static Value Aligned(NodeCall call)
    {
        var y = call[1];
        if (call.Version >= 7 || !call.HasAttribute("axis") || call.Int("broadcast") == 0) return y;
        int behind = call.ShapeOf(0).Rank - call.Axis(call.Int("axis"), call.ShapeOf(0).Rank) - y.Shape.Rank;
        return behind <= 0 ? y : y.Reshape([.. y.Shape, .. Enumerable.Repeat(1, behind)]);
    }

    /// <summary>The remainder with the divisor's sign, or with the dividend's where fmod is set, as in C.</summary>
    private static Expression Modulo(NodeCall call)
    {
        if (call.Int("fmod") != 0) return X - Y * (call.TypeOf(0).IsInteger() ? Whole.Divide(X, Y) : Whole.Truncate(X / Y));
        return X - Y * Floor((X + 0.5f * Select(Greater(Y, 0), 1f, -1f)) / Y); // half a unit for the same reason as in Whole.Divide
    }

    /// <summary>A power that is a whole number but for rounding is that whole number.</summary>
    private static Expression Nearly(Expression power) => Select(Greater(1e-5f * Abs(power), Abs(power - Round(power))), Round(power), power);

    /// <summary>Bits moved by the second operand; what leaves a short type on the left is dropped.</summary>
    private static Expression Shift(NodeCall call) => call.Text("direction") switch
    {
        "LEFT" => Whole.Wrap(X * Round(Power(2, Y)), call.TypeOf(0)),
        "RIGHT" => Floor(X / Round(Power(2, Y))),
        var direction => throw call.Error($"it shifts in the direction '{direction}', not LEFT or RIGHT"),
    };

    private static (string, Handler) Variadic(string name, Func<Expression, Expression, Expression> join, bool mean = false) => (name, call =>
    {
        // In steps: a device may limit how many tensors one map reads.
        var total = call[0];
        for (int i = 1; i < call.Count; i++) total = call.Map(join(X, Y), total, call[i]);
        call.Return(mean ? total * (1f / call.Count) : total);
    });
}
