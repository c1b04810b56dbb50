using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Functions of one number, applied to each element: activations and the like.</summary>
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
        Unary("Relu", Relu(X)),
        Unary("Sigmoid", Sigmoid(X)),
        Unary("Tanh", Tanh(X)),
        Unary("Softplus", Activations.Softplus(X)),
        Unary("Softsign", Activations.Softsign(X)),
        Unary("HardSwish", X * Activations.HardSigmoid(X, 1 / 6f)),
        Unary("Mish", X * Tanh(Activations.Softplus(X))),
        ("Neg", call => call.Return(Whole.Wrapped(-X, call.TypeOf(0), call, call[0]))),
        ("LeakyRelu", call => call.Return(call[0].LeakyRelu(call.Float("alpha", 0.01f)))),
        ("Elu", call => call.Return(call[0].Elu(call.Float("alpha", 1)))),
        ("Celu", call => call.Return(Celu(call))),
        ("Selu", call => call.Return(Selu(call))),
        ("ThresholdedRelu", call => call.Return(call.Map(Select(Greater(X, call.Float("alpha", 1)), X, 0f), call[0]))),
        ("HardSigmoid", call => call.Return(call[0].HardSigmoid(call.Float("alpha", 0.2f), call.Float("beta", 0.5f)))),
        ("Swish", call => call.Return(call.Map(X * Sigmoid(call.Float("alpha", 1) * X), call[0]))),
        ("Shrink", call => call.Return(Shrink(call))),
        ("PRelu", call => call.Return(ParametricRelu(call))),
        ("Clip", call => call.Return(Clip(call))),
        ("Cast", call => call.Return(Whole.Cast(call, OnnxTypes.Of((int)call.Int("to"), call.Name)), OnnxTypes.Of((int)call.Int("to"), call.Name))),
        ("CastLike", call => call.Return(Whole.Cast(call, call.TypeOf(1)), call.TypeOf(1))),
        ("Gelu", call => call.Return(call.Map(call.Text("approximate", "none") == "tanh" ? Activations.Gelu(X) : 0.5f * X * (1f + Erf(0.70710678f * X)), call[0]))),
        ("Not", call => call.Return(call.Map(Not(X), call[0]))),
        ("IsNaN", call => call.Return(call.Map(IsNaN(X), call[0]), OnnxType.Bool)),
        ("IsInf", call => call.Return(call.Map(Infinite(call), call[0]), OnnxType.Bool)),
    ];

    private static readonly Expression X = Input(0);

    private static (string, Handler) Unary(string name, Expression expression) => (name, call => call.Return(call.Map(expression, call[0])));

    private static Expression Infinite(NodeCall call) => (call.Int("detect_negative", 1) != 0, call.Int("detect_positive", 1) != 0) switch
    {
        (true, true) => IsInfinity(X),
        (true, false) => Equal(X, float.NegativeInfinity),
        (false, true) => Equal(X, float.PositiveInfinity),
        _ => Greater(X, X),
    };

    private static Value Celu(NodeCall call)
    {
        float alpha = call.Float("alpha", 1);
        return call.Map(Max(X, 0) + alpha * (Exp(Min(X, 0) / alpha) - 1f), call[0]);
    }

    private static Value Selu(NodeCall call)
    {
        // The constants were written with fewer digits before version 6.
        float alpha = call.Float("alpha", call.Version < 6 ? 1.6732f : 1.67326319217681884765625f), gamma = call.Float("gamma", call.Version < 6 ? 1.0507f : 1.05070102214813232421875f);
        return call.Map(gamma * Activations.Elu(X, alpha), call[0]);
    }

    private static Value Shrink(NodeCall call)
    {
        float bias = call.Float("bias"), limit = call.Float("lambd", 0.5f);
        return call.Map(Select(Greater(-limit, X), X + bias, Select(Greater(X, limit), X - bias, 0f)), call[0]);
    }

    /// <summary>Before version 7 a slope a channel was written without the axes behind it.</summary>
    private static Value ParametricRelu(NodeCall call)
    {
        Value x = call[0], slope = call[1];
        if (call.Version < 7 && slope.Shape.Rank == 1 && slope.Shape[0] > 1) slope = slope.Reshape([slope.Shape[0], .. Enumerable.Repeat(1, x.Shape.Rank - 2)]);
        return call.Map(Select(Greater(Input(0), 0), Input(0), Input(1) * Input(0)), x, slope);
    }

    /// <summary>Limits are attributes before version 11, then optional inputs.</summary>
    private static Value Clip(NodeCall call)
    {
        var operands = new List<Value> { call[0] };
        var result = X;
        if (call.HasAttribute("min")) result = Max(result, call.Float("min"));
        if (call.HasAttribute("max")) result = Min(result, call.Float("max"));
        if (call.Has(1)) result = Max(result, Limit(1));
        if (call.Has(2)) result = Min(result, Limit(2));
        return call.Map(result, operands);

        Expression Limit(int index)
        {
            if (call.ShapeOf(index).Count != 1) throw call.Error($"its limit is {call.ShapeOf(index)} and must be one number");
            operands.Add(call[index].Reshape([]));
            return Input(operands.Count - 1);
        }
    }
}
