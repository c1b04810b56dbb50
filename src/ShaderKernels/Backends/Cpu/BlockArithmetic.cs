using System.Numerics.Tensors;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The functions of <see cref="Scalar"/> over blocks of values, vectorized.</summary>
internal static class BlockArithmetic
{
    public static void Unary(UnaryFunction function, ReadOnlySpan<float> x, Span<float> result)
    {
        switch (function)
        {
            case UnaryFunction.Negate: TensorPrimitives.Negate(x, result); break;
            case UnaryFunction.Abs: TensorPrimitives.Abs(x, result); break;
            case UnaryFunction.Exp: TensorPrimitives.Exp(x, result); break;
            case UnaryFunction.Log: TensorPrimitives.Log(x, result); break;
            case UnaryFunction.Sqrt: TensorPrimitives.Sqrt(x, result); break;
            case UnaryFunction.Tanh: TensorPrimitives.Tanh(x, result); break;
            case UnaryFunction.Sigmoid: TensorPrimitives.Sigmoid(x, result); break;
            case UnaryFunction.Floor: TensorPrimitives.Floor(x, result); break;
            case UnaryFunction.Sin: TensorPrimitives.Sin(x, result); break;
            case UnaryFunction.Cos: TensorPrimitives.Cos(x, result); break;
            case UnaryFunction.Tan: TensorPrimitives.Tan(x, result); break;
            case UnaryFunction.Asin: TensorPrimitives.Asin(x, result); break;
            case UnaryFunction.Acos: TensorPrimitives.Acos(x, result); break;
            case UnaryFunction.Atan: TensorPrimitives.Atan(x, result); break;
            case UnaryFunction.Sinh: TensorPrimitives.Sinh(x, result); break;
            case UnaryFunction.Cosh: TensorPrimitives.Cosh(x, result); break;
            case UnaryFunction.Asinh: TensorPrimitives.Asinh(x, result); break;
            case UnaryFunction.Acosh: TensorPrimitives.Acosh(x, result); break;
            case UnaryFunction.Atanh: TensorPrimitives.Atanh(x, result); break;
            case UnaryFunction.Erf: BlockErrorFunction.Run(x, result); break;
            case UnaryFunction.Round: TensorPrimitives.Round(x, result); break;
            case UnaryFunction.IsNaN: BlockComparisons.Run<BlockComparisons.Unequal>(x, x, result); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "The function is unknown");
        }
    }

    public static void Binary(BinaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
    {
        switch (function)
        {
            case BinaryFunction.Add: TensorPrimitives.Add(x, y, result); break;
            case BinaryFunction.Subtract: TensorPrimitives.Subtract(x, y, result); break;
            case BinaryFunction.Multiply: TensorPrimitives.Multiply(x, y, result); break;
            case BinaryFunction.Divide: TensorPrimitives.Divide(x, y, result); break;
            case BinaryFunction.Min: TensorPrimitives.Min(x, y, result); break;
            case BinaryFunction.Max: TensorPrimitives.Max(x, y, result); break;
            case BinaryFunction.Greater: BlockComparisons.Run<BlockComparisons.Greater>(x, y, result); break;
            case BinaryFunction.Equal: BlockComparisons.Run<BlockComparisons.Equal>(x, y, result); break;
            default: Elementwise(function, x, y, result); break;
        }
    }

    public static void Binary(BinaryFunction function, ReadOnlySpan<float> x, float y, Span<float> result)
    {
        switch (function)
        {
            case BinaryFunction.Add: TensorPrimitives.Add(x, y, result); break;
            case BinaryFunction.Subtract: TensorPrimitives.Subtract(x, y, result); break;
            case BinaryFunction.Multiply: TensorPrimitives.Multiply(x, y, result); break;
            case BinaryFunction.Divide: TensorPrimitives.Divide(x, y, result); break;
            case BinaryFunction.Min: TensorPrimitives.Min(x, y, result); break;
            case BinaryFunction.Max: TensorPrimitives.Max(x, y, result); break;
            case BinaryFunction.Greater: BlockComparisons.Run<BlockComparisons.Greater>(x, y, result); break;
            case BinaryFunction.Equal: BlockComparisons.Run<BlockComparisons.Equal>(x, y, result); break;
            default:
                for (int i = 0; i < x.Length; i++) result[i] = Scalar.Evaluate(function, x[i], y);
                break;
        }
    }

    public static void Binary(BinaryFunction function, float x, ReadOnlySpan<float> y, Span<float> result)
    {
        switch (function)
        {
            case BinaryFunction.Add: TensorPrimitives.Add(y, x, result); break;
            case BinaryFunction.Subtract: TensorPrimitives.Subtract(x, y, result); break;
            case BinaryFunction.Multiply: TensorPrimitives.Multiply(y, x, result); break;
            case BinaryFunction.Divide: TensorPrimitives.Divide(x, y, result); break;
            case BinaryFunction.Min: TensorPrimitives.Min(y, x, result); break;
            case BinaryFunction.Max: TensorPrimitives.Max(y, x, result); break;
            case BinaryFunction.Greater: BlockComparisons.Run<BlockComparisons.Less>(y, x, result); break;
            case BinaryFunction.Equal: BlockComparisons.Run<BlockComparisons.Equal>(y, x, result); break;
            default:
                for (int i = 0; i < y.Length; i++) result[i] = Scalar.Evaluate(function, x, y[i]);
                break;
        }
    }

    private static void Elementwise(BinaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Scalar.Evaluate(function, x[i], y[i]);
    }
}
