using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Elementwise functions of one tensor: activations, rounding, trigonometry, casts.</summary>
internal static class Elementwise
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        Unary("Abs", Abs(X)),
        Unary("Exp", Exp(X)),
        Unary("Log", Log(X)),
        Unary("Sqrt", Sqrt(X)),
        Unary("Reciprocal", 1f / X),
        Unary("Floor", Floor(X)),
        Unary("Ceil", Ceiling(X)),
        Unary("Round", Round(X)),
        Unary("Sign", Sign(X)),
        Unary("Erf", Erf(X)),
        Unary("Sin", Sin(X)),
        Unary("Cos", Cos(X)),
        Unary("Tan", Tan(X)),
        Unary("Asin", Asin(X)),
        Unary("Acos", Acos(X)),
        Unary("Atan", Atan(X)),
        Unary("Sinh", Sinh(X)),
        Unary("Cosh", Cosh(X)),
        Unary("Asinh", Asinh(X)),
        Unary("Acosh", Acosh(X)),
        Unary("Atanh", Atanh(X)),
        Activation("Relu", (x, _) => x.Relu()),
        Activation("Sigmoid", (x, _) => x.Sigmoid()),
        Activation("Tanh", (x, _) => x.Tanh()),
        Activation("Softplus", (x, _) => x.Softplus()),
        Activation("Softsign", (x, _) => x.Softsign()),
        Activation("HardSwish", (x, _) => x.HardSwish()),
        Activation("Mish", (x, _) => x.Mish()),
        Activation("LeakyRelu", (x, call) => x.LeakyRelu(call.Float("alpha", 0.01f))),
        Activation("Elu", (x, call) => x.Elu(call.Float("alpha", 1))),
        Activation("Celu", (x, call) => x.Celu(call.Float("alpha", 1))),
        Activation("Selu", Selu),
        Activation("ThresholdedRelu", (x, call) => x.ThresholdedRelu(call.Float("alpha", 1))),
        Activation("HardSigmoid", (x, call) => x.HardSigmoid(call.Float("alpha", 0.2f), call.Float("beta", 0.5f))),
        Activation("Swish", (x, call) => x.Swish(call.Float("alpha", 1))),
        Activation("Shrink", (x, call) => x.Shrink(call.Float("lambd", 0.5f), call.Float("bias"))),
        Activation("Gelu", (x, call) => x.Gelu(exact: call.String("approximate", "none") != "tanh")),
        Activation("PRelu", ParametricRelu),
        ("Clip", call => call.Return(Clip(call))),
        ("Neg", call => call.Return(call.Map(IntegerArithmetic.Wrap(-X, call.TypeOf(0)), call[0]))),
        ("Cast", call => Cast(call, call.Type("to") ?? throw call.Error("the attribute 'to' is missing"))),
        ("CastLike", call => Cast(call, call.TypeOf(1))),
        ("Not", call => call.Return(call.Map(Not(X), call[0]))),
        ("IsNaN", call => call.Return(call.Map(IsNaN(X), call[0]), OnnxType.Bool)),
        ("IsInf", call => call.Return(call.Map(IsInfinite(call), call[0]), OnnxType.Bool)),
    ];

    private static readonly Expression X = Input(0);

    private static (string, Handler) Unary(string name, Expression expression) =>
        (name, call => call.Return(call.Map(expression, call[0])));

    private static (string, Handler) Activation(string name, Func<Value, NodeCall, Value> layer) =>
        (name, call => call.Return(layer(call[0], call)));

    private static Expression IsInfinite(NodeCall call) => (call.Int("detect_negative", 1) != 0, call.Int("detect_positive", 1) != 0) switch
    {
        (true, true) => IsInfinity(X),
        (true, false) => Equal(X, float.NegativeInfinity),
        (false, true) => Equal(X, float.PositiveInfinity),
        _ => Greater(X, X), // false everywhere
    };

    /// <summary>Before version 6 the default values had fewer digits.</summary>
    private static Value Selu(Value x, NodeCall call)
    {
        var (alpha, gamma) = call.Version < 6 ? (1.6732f, 1.0507f) : (1.67326319217681884765625f, 1.05070102214813232421875f);
        return x.Selu(call.Float("alpha", alpha), call.Float("gamma", gamma));
    }

    /// <summary>Before version 7 a slope for each channel was [C], without the spatial axes to which it broadcasts.</summary>
    private static Value ParametricRelu(Value x, NodeCall call)
    {
        var slope = call[1];
        bool perChannel = call.Version < 7 && slope.Shape.Rank == 1 && slope.Shape[0] > 1;
        return x.ParametricRelu(perChannel ? slope.Reshape([slope.Shape[0], .. Enumerable.Repeat(1, x.Shape.Rank - 2)]) : slope);
    }

    /// <summary>
    /// The limits are attributes before version 11 and optional inputs since. A limit stands first in Max and Min where there is
    /// only one, which is how the exporter tells Clip from Relu.
    /// </summary>
    private static Value Clip(NodeCall call)
    {
        var operands = new List<Value> { call[0] };
        Expression? min = Limit("min", 1), max = Limit("max", 2);
        Expression result = (min, max) switch
        {
            (null, null) => X,
            (_, null) => Max(min, X),
            (null, _) => Min(max, X),
            _ => Min(Max(X, min), max),
        };
        return call.Map(result, operands);

        Expression? Limit(string attribute, int index)
        {
            if (call.HasAttribute(attribute)) return call.Float(attribute);
            if (!call.Has(index)) return null;
            var operand = call.Operand(index);
            if (operand.Shape.Count != 1) throw call.Error($"its {attribute} is {operand.Shape} and must be a scalar");
            if (operand is { Host: { FitsFloats: true } known, IsWeight: false }) return (float)known[0];
            operands.Add(operand.Value.Reshape([]));
            return Input(operands.Count - 1);
        }
    }

    private static void Cast(NodeCall call, OnnxType to) => call.Return(IntegerArithmetic.Cast(call, to), to);
}
