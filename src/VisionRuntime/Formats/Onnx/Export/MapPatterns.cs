using ShaderKernels.Operators.Expressions;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Layers;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>A function of one argument that is an operator of ONNX.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="X">The argument.</param>
/// <param name="Attributes">The attributes.</param>
internal sealed record NamedFunction(string Operator, Expression X, params AttributeProto[] Attributes)
{
    /// <summary>Further inputs, which are scalars: the limits of Clip, null where there is none.</summary>
    public float?[] Limits { get; init; } = [];

    /// <summary>The first version of the operator set that has the operator.</summary>
    public int Since { get; init; }
}

/// <summary>
/// Recognizes functions that ONNX has as operators by the form in which <see cref="Activations"/> and the importer write them.
/// </summary>
internal static class MapPatterns
{
    /// <summary>The function with its argument; null where ONNX has none in this version of the operator set.</summary>
    public static NamedFunction? Find(Expression expression, int opset)
    {
        var found = expression switch
        {
            BinaryExpression { Function: BinaryFunction.Max or BinaryFunction.Min } binary => HardSigmoid(binary) ?? Clip(binary),
            BinaryExpression binary => Product(binary) ?? Other(binary),
            UnaryExpression(UnaryFunction.Negate, UnaryExpression(UnaryFunction.Floor, UnaryExpression(UnaryFunction.Negate, var x))) =>
                new("Ceil", x),
            SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(var limit)), _, _) select =>
                Piecewise(select, x, limit),
            _ => null,
        };
        return found is not null && found.Since <= opset ? found : null;
    }

    /// <summary>x and its slope where it is negative, if the slope is not a constant (PRelu).</summary>
    public static (Expression X, Expression Slope)? FindSlope(Expression expression)
    {
        if (expression is not SelectExpression(BinaryExpression(BinaryFunction.Greater, var x, _), _, var negative)) return null;
        if (negative is not BinaryExpression(BinaryFunction.Multiply, var slope, _)) return null;
        return expression == Activations.ParametricRelu(x, slope) ? (x, slope) : null;
    }

    /// <summary>A constant factor of 1 and a constant term of 0 do not appear in expressions.</summary>
    private static NamedFunction? HardSigmoid(BinaryExpression expression)
    {
        if (expression is not (BinaryFunction.Max, var limited, ConstantExpression(0))) return null;
        if (limited is not BinaryExpression(BinaryFunction.Min, var line, ConstantExpression(1))) return null;
        var (product, offset) = line is BinaryExpression(BinaryFunction.Add, var term, ConstantExpression(var added))
            ? (term, added)
            : (line, 0);
        var (x, slope) = product is BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var factor), var argument)
            ? (argument, factor)
            : (product, 1);
        return slope == 1 && offset == 0 ? null : new("HardSigmoid", x, Float("alpha", slope), Float("beta", offset));
    }

    /// <summary>A limit that stands first belongs to a Clip with one limit; max(x, 0) is Relu.</summary>
    private static NamedFunction? Clip(BinaryExpression expression) => expression switch
    {
        (BinaryFunction.Max, BinaryExpression(BinaryFunction.Min, var x, ConstantExpression(var max)), ConstantExpression(var min))
            when min <= max => new("Clip", x) { Limits = [min, max] },
        (BinaryFunction.Min, BinaryExpression(BinaryFunction.Max, var x, ConstantExpression(var min)), ConstantExpression(var max))
            when min <= max => new("Clip", x) { Limits = [min, max] },
        (BinaryFunction.Max, ConstantExpression(var min), var x) => new("Clip", x) { Limits = [min] },
        (BinaryFunction.Min, ConstantExpression(var max), var x) => new("Clip", x) { Limits = [null, max] },
        (BinaryFunction.Max, var x, ConstantExpression(0)) => new("Relu", x),
        _ => null,
    };

    private static NamedFunction? Product(BinaryExpression expression)
    {
        switch (expression)
        {
            case (BinaryFunction.Multiply, var x, _) when expression == Activations.HardSwish(x):
                return new("HardSwish", x);
            case (BinaryFunction.Multiply, var x, _) when expression == Activations.Mish(x):
                return new("Mish", x) { Since = 18 };
            case (BinaryFunction.Multiply, var x, UnaryExpression(UnaryFunction.Sigmoid, var inner)):
                float alpha = inner is BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var factor), _) ? factor : 1;
                return expression == Activations.Swish(x, alpha) ? new("Swish", x, Float("alpha", alpha)) { Since = 24 } : null;
            case (BinaryFunction.Multiply, BinaryExpression(BinaryFunction.Multiply, ConstantExpression(0.5f), var x), _):
                if (expression == Activations.Gelu(x, exact: true)) return new("Gelu", x, String("approximate", "none")) { Since = 20 };
                return expression == Activations.Gelu(x) ? new("Gelu", x, String("approximate", "tanh")) { Since = 20 } : null;
            case (BinaryFunction.Multiply, ConstantExpression(var scale), SelectExpression inner) when Elu(inner) is var (x, eluAlpha):
                return new("Selu", x, Float("alpha", eluAlpha), Float("gamma", scale));
            default:
                return null;
        }
    }

    private static NamedFunction? Other(BinaryExpression expression) => expression switch
    {
        (BinaryFunction.Add, BinaryExpression(BinaryFunction.Max, var x, ConstantExpression(0)), var negative) =>
            Celu(expression, x, negative),
        (BinaryFunction.Divide, ConstantExpression(1), var x) => new("Reciprocal", x),
        (BinaryFunction.Divide, var x, _) when expression == Activations.Softsign(x) => new("Softsign", x),
        (BinaryFunction.Subtract, BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), _)
            when expression == Expression.Sign(x) => new("Sign", x),
        _ => null,
    };

    /// <summary>Functions that are x above a limit.</summary>
    private static NamedFunction? Piecewise(SelectExpression expression, Expression x, float limit)
    {
        if (expression == Activations.Softplus(x)) return new("Softplus", x);
        if (Elu(expression) is var (_, alpha)) return new("Elu", x, Float("alpha", alpha));
        float slope = Factor(expression.Otherwise);
        if (expression == Activations.LeakyRelu(x, slope)) return new("LeakyRelu", x, Float("alpha", slope));
        if (expression == Activations.ThresholdedRelu(x, limit)) return new("ThresholdedRelu", x, Float("alpha", limit));
        float bias = expression.Then is BinaryExpression(BinaryFunction.Subtract, _, ConstantExpression(var subtracted)) ? subtracted : 0;
        return expression == Activations.Shrink(x, limit, bias) ? new("Shrink", x, Float("lambd", limit), Float("bias", bias)) : null;
    }

    private static (Expression X, float Alpha)? Elu(SelectExpression expression)
    {
        if (expression is not (BinaryExpression(BinaryFunction.Greater, var x, ConstantExpression(0)), _, var negative)) return null;
        float alpha = Factor(negative);
        return expression == Activations.Elu(x, alpha) ? (x, alpha) : null;
    }

    private static NamedFunction? Celu(Expression expression, Expression x, Expression negative)
    {
        float alpha = Factor(negative);
        return alpha != 0 && expression == Activations.Celu(x, alpha) ? new("Celu", x, Float("alpha", alpha)) : null;
    }

    /// <summary>The constant factor of an expression; 1 where it has none.</summary>
    private static float Factor(Expression expression) =>
        expression is BinaryExpression(BinaryFunction.Multiply, ConstantExpression(var factor), _) ? factor : 1;
}
