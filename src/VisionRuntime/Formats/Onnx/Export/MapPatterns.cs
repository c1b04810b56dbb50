using ShaderKernels.Operators.Expressions;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Layers;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>A function of ONNX with its argument; limits are further inputs of one number each.</summary>
internal sealed record NamedFunction(string Operator, Expression X, params AttributeProto[] Attributes)
{
    public float[] Limits { get; init; } = [];
}

/// <summary>Knows the functions that ONNX has a name for by the form in which <see cref="Activations"/> and <see cref="Expression"/> write them.</summary>
internal static class MapPatterns
{
    public static NamedFunction? Find(Expression expression) => expression switch
    {
        BinaryExpression(BinaryFunction.Max, BinaryExpression(BinaryFunction.Min, BinaryExpression(BinaryFunction.Add, BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var slope), var x), ConstantExpression(var offset)), ConstantExpression(1)), ConstantExpression(0)) =>
            new("HardSigmoid", x, Float("alpha", slope), Float("beta", offset)),
        BinaryExpression(BinaryFunction.Max, BinaryExpression(BinaryFunction.Min, var x, ConstantExpression(var most)), ConstantExpression(var least)) when least <= most => new("Clip", x) { Limits = [least, most] },
        BinaryExpression(BinaryFunction.Min, BinaryExpression(BinaryFunction.Max, var x, ConstantExpression(var least)), ConstantExpression(var most)) when least <= most => new("Clip", x) { Limits = [least, most] },
        BinaryExpression(BinaryFunction.Max, var x, ConstantExpression(0)) => new("Relu", x),
        BinaryExpression(BinaryFunction.Add, BinaryExpression(BinaryFunction.Max, var x, ConstantExpression(0)), _) when expression == Activations.Softplus(x) => new("Softplus", x),
        BinaryExpression(BinaryFunction.Divide, ConstantExpression(1), var x) => new("Reciprocal", x),
        BinaryExpression(BinaryFunction.Divide, var x, _) when expression == Activations.Softsign(x) => new("Softsign", x),
        BinaryExpression(BinaryFunction.Subtract, BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), _) when expression == Expression.Sign(x) => new("Sign", x),
        BinaryExpression(BinaryFunction.Multiply, var x, _) when expression == Activations.HardSwish(x) => new("HardSwish", x),
        BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var gamma), var inner) when Exponential(inner) is ("Elu", var x, var alpha) => new("Selu", x, Float("alpha", alpha), Float("gamma", gamma)),
        UnaryExpression(UnaryFunction.Negate, UnaryExpression(UnaryFunction.Floor, UnaryExpression(UnaryFunction.Negate, var x))) => new("Ceil", x),
        SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), var y, BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var slope), var z)) when x == y && x == z => new("LeakyRelu", x, Float("alpha", slope)),
        SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(var limit)), var y, ConstantExpression(0)) when x == y => new("ThresholdedRelu", x, Float("alpha", limit)),
        SelectExpression when Exponential(expression) is var (name, x, alpha) => new(name, x, Float("alpha", alpha)),
        _ => null,
    };

    /// <summary>x and its slope below 0, where that is not one number for all.</summary>
    public static (Expression X, Expression Slope)? FindSlope(Expression expression) => expression switch
    {
        SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), var y, BinaryExpression(BinaryFunction.Multiply, var slope, var z)) when x == y && x == z => (x, slope),
        _ => null,
    };

    /// <summary>x above 0, an exponential below: Elu or Celu.</summary>
    private static (string Name, Expression X, float Alpha)? Exponential(Expression expression)
    {
        if (expression is not SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), _, var below)) return null;
        float alpha = below is BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var factor), _) ? factor : 1;
        if (expression == Activations.Elu(x, alpha)) return ("Elu", x, alpha);
        return alpha != 0 && expression == Activations.Celu(x, alpha) ? ("Celu", x, alpha) : null;
    }
}
