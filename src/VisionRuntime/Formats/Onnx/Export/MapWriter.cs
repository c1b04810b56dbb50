using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes elementwise expressions: functions that are operators of ONNX as one node, others node by node. Equal subexpressions are
/// written once.
/// </summary>
internal sealed class MapWriter(NodeExport call)
{
    private static readonly Dictionary<UnaryFunction, string> UnaryOperators = Enum.GetValues<UnaryFunction>()
        .ToDictionary(function => function, function => function == UnaryFunction.Negate ? "Neg" : function.ToString());

    private readonly Dictionary<Expression, string> _floats = [], _booleans = [];

    /// <summary>Writes the map and returns the names of its outputs.</summary>
    public string[] Write(Map map) =>
        [.. map.Outputs.Select(output => call.Expand(Float(output), ShapeOf(output), call.Output, call.IsBatched))];

    /// <summary>The name of an expression's value as a float tensor.</summary>
    private string Float(Expression expression)
    {
        if (_floats.TryGetValue(expression, out string? known)) return known;
        return _floats[expression] = NamedFunction(expression) ?? expression switch
        {
            InputExpression input => call.Input(input.Index),
            ConstantExpression constant => call.Scalar(constant.Value),
            _ when IsBoolean(expression) => call.Cast(Boolean(expression), OnnxType.Float),
            UnaryExpression(var function, var x) => call.Add(UnaryOperators[function], [Float(x)]),
            BinaryExpression(BinaryFunction.Remainder, var x, var y) => call.Add("Mod", [Float(x), Float(y)], Int("fmod", 1)),
            BinaryExpression(var function, var x, var y) => call.Add(BinaryOperator(function), [Float(x), Float(y)]),
            SelectExpression(var condition, var then, var otherwise) =>
                call.Add("Where", [Boolean(condition), Float(then), Float(otherwise)]),
            _ => throw call.NotSupported(expression.GetType().Name),
        };
    }

    private string? NamedFunction(Expression expression)
    {
        if (MapPatterns.Find(expression, call.Opset) is { } named)
        {
            var limits = named.Limits.Select(limit => limit is { } value ? call.Scalar(value) : "");
            return call.Add(named.Operator, [Float(named.X), .. limits], named.Attributes);
        }
        // The slope of PRelu must broadcast to x, not x to the slope.
        if (MapPatterns.FindSlope(expression) is var (x, slope) && Shape.Broadcast(ShapeOf(x), ShapeOf(slope)) == ShapeOf(x))
            return call.Add("PRelu", [Float(x), Float(slope)]);
        return null;
    }

    /// <summary>The name of an expression's value as a bool tensor, which is true where it is not 0.</summary>
    private string Boolean(Expression expression)
    {
        if (_booleans.TryGetValue(expression, out string? known)) return known;
        return _booleans[expression] = expression switch
        {
            BinaryExpression(BinaryFunction.Equal, UnaryExpression(UnaryFunction.Abs, var x), ConstantExpression(float.PositiveInfinity)) =>
                call.Add("IsInf", [Float(x)]),
            BinaryExpression(BinaryFunction.Equal, var x, var y) when IsBoolean(x) && IsBoolean(y) =>
                call.Add("Equal", [Boolean(x), Boolean(y)]),
            BinaryExpression(BinaryFunction.Equal or BinaryFunction.Greater, var x, var y) comparison =>
                call.Add(comparison.Function.ToString(), [Float(x), Float(y)]),
            UnaryExpression(UnaryFunction.IsNaN, var x) => call.Add("IsNaN", [Float(x)]),
            BinaryExpression(BinaryFunction.Subtract, _, var x) when IsBoolean(expression) => call.Add("Not", [Boolean(x)]),
            BinaryExpression(BinaryFunction.Multiply, var x, var y) when IsBoolean(expression) => call.Add("And", [Boolean(x), Boolean(y)]),
            BinaryExpression(BinaryFunction.Max, var x, var y) when IsBoolean(expression) => call.Add("Or", [Boolean(x), Boolean(y)]),
            _ => call.Cast(Float(expression), OnnxType.Bool),
        };
    }

    /// <summary>Whether the value is always 0 or 1, so that ONNX has it as bool.</summary>
    private static bool IsBoolean(Expression expression) => expression switch
    {
        BinaryExpression { Function: BinaryFunction.Greater or BinaryFunction.Equal } => true,
        UnaryExpression { Function: UnaryFunction.IsNaN } => true,
        BinaryExpression(BinaryFunction.Subtract, ConstantExpression(1), var x) => IsBoolean(x),
        BinaryExpression(BinaryFunction.Multiply or BinaryFunction.Max, var x, var y) => IsBoolean(x) && IsBoolean(y),
        _ => false,
    };

    private static string BinaryOperator(BinaryFunction function) => function switch
    {
        BinaryFunction.Subtract => "Sub",
        BinaryFunction.Multiply => "Mul",
        BinaryFunction.Divide => "Div",
        BinaryFunction.Power => "Pow",
        _ => function.ToString(), // Add, Min, Max
    };

    /// <summary>The shape to which the inputs of an expression broadcast; the map's other inputs may extend it.</summary>
    private Shape ShapeOf(Expression expression) => expression is InputExpression input
        ? call.ShapeOf(input.Index)
        : expression.Operands.Select(ShapeOf).Aggregate(Shape.Scalar, Shape.Broadcast);
}
