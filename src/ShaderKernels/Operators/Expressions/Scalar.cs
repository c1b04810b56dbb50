
namespace ShaderKernels.Operators.Expressions;

/// <summary>The scalar implementation of each function, the reference for the kernels of the devices.</summary>
internal static class Scalar
{
    /// <summary>Evaluates a function.</summary>
    public static float Evaluate(UnaryFunction function, float x) => function switch
    {
        UnaryFunction.Negate => -x,
        UnaryFunction.Abs => MathF.Abs(x),
        UnaryFunction.Exp => MathF.Exp(x),
        UnaryFunction.Log => MathF.Log(x),
        UnaryFunction.Sqrt => MathF.Sqrt(x),
        UnaryFunction.Tanh => MathF.Tanh(x),
        UnaryFunction.Sigmoid => 1 / (1 + MathF.Exp(-x)),
        UnaryFunction.Floor => MathF.Floor(x),
        UnaryFunction.Sin => MathF.Sin(x),
        UnaryFunction.Cos => MathF.Cos(x),
        UnaryFunction.Tan => MathF.Tan(x),
        UnaryFunction.Asin => MathF.Asin(x),
        UnaryFunction.Acos => MathF.Acos(x),
        UnaryFunction.Atan => MathF.Atan(x),
        UnaryFunction.Sinh => MathF.Sinh(x),
        UnaryFunction.Cosh => MathF.Cosh(x),
        UnaryFunction.Asinh => MathF.Asinh(x),
        UnaryFunction.Acosh => MathF.Acosh(x),
        UnaryFunction.Atanh => MathF.Atanh(x),
        UnaryFunction.Erf => ErrorFunction.Of(x),
        UnaryFunction.Round => MathF.Round(x, MidpointRounding.ToEven),
        UnaryFunction.IsNaN => float.IsNaN(x) ? 1f : 0f,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "an unknown function"),
    };

    /// <summary>Evaluates a function.</summary>
    public static float Evaluate(BinaryFunction function, float x, float y) => function switch
    {
        BinaryFunction.Add => x + y,
        BinaryFunction.Subtract => x - y,
        BinaryFunction.Multiply => x * y,
        BinaryFunction.Divide => x / y,
        BinaryFunction.Min => MathF.Min(x, y),
        BinaryFunction.Max => MathF.Max(x, y),
        BinaryFunction.Power => MathF.Pow(x, y),
        BinaryFunction.Greater => x > y ? 1f : 0f,
        BinaryFunction.Equal => x == y ? 1f : 0f,
        BinaryFunction.Remainder => x % y,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "an unknown function"),
    };
}
