using System.Numerics;
using static ShaderKernels.Operators.Expressions.ErrorFunction;

namespace ShaderKernels.Backends.Cpu;

/// <summary><see cref="Operators.Expressions.ErrorFunction"/> over blocks of values.</summary>
internal static class BlockErrorFunction
{
    public static void Run(ReadOnlySpan<float> x, Span<float> result)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count) Of(new(x[i..])).CopyTo(result[i..]);
        for (; i < x.Length; i++) result[i] = Operators.Expressions.ErrorFunction.Of(x[i]);
    }

    private static Vector<float> Of(Vector<float> x)
    {
        Vector<float> magnitude = Vector.Abs(x), z = x * x, q = Vector<float>.One / magnitude, y = q * q;
        var near = magnitude * Polynomial(z, [N6, N5, N4, N3, N2, N1, N0]);
        var far = Vector<float>.One - Vector.Exp(-z) * q * Polynomial(y, [F8, F7, F6, F5, F4, F3, F2, F1, F0]);
        return Vector.CopySign(Vector.ConditionalSelect(Vector.LessThan(magnitude, Vector<float>.One), near, far), x);
    }

    private static Vector<float> Polynomial(Vector<float> x, ReadOnlySpan<float> coefficients)
    {
        var sum = Vector<float>.Zero;
        foreach (float coefficient in coefficients) sum = sum * x + new Vector<float>(coefficient);
        return sum;
    }
}
