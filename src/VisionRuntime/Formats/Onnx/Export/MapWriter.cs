using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Elementwise expressions: functions that ONNX knows by name as one node, the rest node by node. What appears twice is computed once.</summary>
internal sealed class MapWriter(NodeExport call)
{
    private static readonly Dictionary<UnaryFunction, string> Unary = Enum.GetValues<UnaryFunction>().ToDictionary(function => function, function => function == UnaryFunction.Negate ? "Neg" : function.ToString());

    private readonly Dictionary<Expression, string> _numbers = [], _truths = [];

    /// <summary>The names of the map's outputs.</summary>
    public string[] Write(Map map) => [.. map.Outputs.Select(output =>
        call.Expand(Number(output), ShapeOf(output), call.Output, call.IsBatched))];

    private string Number(Expression expression)
    {
        if (_numbers.TryGetValue(expression, out string? known)) return known;
        return _numbers[expression] = Pattern(expression) ?? expression switch
        {
            InputExpression input => call.Input(input.Index),
            ConstantExpression constant => call.Number(constant.Value),
            _ when IsTruth(expression) => call.Cast(Truth(expression), OnnxType.Float),
            UnaryExpression(var function, var x) => call.Add(Unary[function], [Number(x)]),
            BinaryExpression(BinaryFunction.Remainder, var x, var y) => call.Add("Mod", [Number(x), Number(y)], Int("fmod", 1)),
            BinaryExpression(var function, var x, var y) => call.Add(Binary(function), [Number(x), Number(y)]),
            SelectExpression(var condition, var then, var otherwise) => call.Add("Where", [Truth(condition), Number(then), Number(otherwise)]),
            _ => throw call.NoForm(expression.GetType().Name),
        };
    }

    private string? Pattern(Expression expression)
    {
        if (MapPatterns.Find(expression) is { } named) return call.Add(named.Operator, [Number(named.X), .. named.Limits.Select(call.Number)], named.Attributes);
        // PRelu's slopes may broadcast to x, but not x to them.
        if (MapPatterns.FindSlope(expression) is var (x, slope) && Shape.Broadcast(ShapeOf(x), ShapeOf(slope)) == ShapeOf(x)) return call.Add("PRelu", [Number(x), Number(slope)]);
        return null;
    }

    private string Truth(Expression expression)
    {
        if (_truths.TryGetValue(expression, out string? known)) return known;
        return _truths[expression] = expression switch
        {
            BinaryExpression(BinaryFunction.Equal, UnaryExpression(UnaryFunction.Abs, var x), ConstantExpression(float.PositiveInfinity)) => call.Add("IsInf", [Number(x)]),
            BinaryExpression(BinaryFunction.Equal, var x, var y) when IsTruth(x) && IsTruth(y) => call.Add("Equal", [Truth(x), Truth(y)]),
            BinaryExpression(BinaryFunction.Equal or BinaryFunction.Greater, var x, var y) comparison => call.Add(comparison.Function.ToString(), [Number(x), Number(y)]),
            UnaryExpression(UnaryFunction.IsNaN, var x) => call.Add("IsNaN", [Number(x)]),
            BinaryExpression(BinaryFunction.Subtract, _, var x) when IsTruth(expression) => call.Add("Not", [Truth(x)]),
            BinaryExpression(BinaryFunction.Multiply, var x, var y) when IsTruth(expression) => call.Add("And", [Truth(x), Truth(y)]),
            BinaryExpression(BinaryFunction.Max, var x, var y) when IsTruth(expression) => call.Add("Or", [Truth(x), Truth(y)]),
            _ => call.Cast(Number(expression), OnnxType.Bool),
        };
    }

    /// <summary>Whether an expression can only be 0 or 1, for which ONNX has a type of its own.</summary>
    private static bool IsTruth(Expression expression) => expression switch
    {
        BinaryExpression { Function: BinaryFunction.Greater or BinaryFunction.Equal } or UnaryExpression { Function: UnaryFunction.IsNaN } => true,
        BinaryExpression(BinaryFunction.Subtract, ConstantExpression(1), var x) => IsTruth(x),
        BinaryExpression(BinaryFunction.Multiply or BinaryFunction.Max, var x, var y) => IsTruth(x) && IsTruth(y),
        _ => false,
    };

    private static string Binary(BinaryFunction function) => function switch
    {
        BinaryFunction.Subtract => "Sub",
        BinaryFunction.Multiply => "Mul",
        BinaryFunction.Divide => "Div",
        BinaryFunction.Power => "Pow",
        _ => function.ToString(), // Add, Min, Max
    };

    /// <summary>What an expression's inputs broadcast to, which the map's other inputs may exceed.</summary>
    private Shape ShapeOf(Expression expression) => expression is InputExpression input
        ? call.ShapeOf(input.Index)
        : expression.Operands.Select(ShapeOf).Aggregate(Shape.Scalar, Shape.Broadcast);
}
