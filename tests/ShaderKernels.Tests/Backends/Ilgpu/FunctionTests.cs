using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Ilgpu;

public sealed class FunctionTests
{
    [Fact]
    public void Functions_are_accurate_to_about_one_ulp()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            float x = (random.NextSingle() - 0.5f) * 170, small = (random.NextSingle() - 0.5f) * 4, positive = MathF.Exp(x * 0.9f);
            Near(Math.Exp(x), Functions.Exp(x), 1e-6, x);
            Near(Math.Log(positive), Functions.Log(positive), 1e-6, positive);
            Near(Math.Log(1 + Math.Abs(small) / 100), Functions.Log(1 + Math.Abs(small) / 100), 2e-5, small);
            Near(Math.Tanh(small), Functions.Tanh(small), 1e-6, small);
            Near(1 / (1 + Math.Exp(-x)), Functions.Sigmoid(x), 1e-6, x);
            Near(Math.Tan(small), Functions.Tan(small), 1e-5, small);
            Near(Math.Asin(small / 2), Functions.Asin(small / 2), 1e-6, small);
            Near(Math.Acos(small / 2), Functions.Acos(small / 2), 1e-5, small);
            Near(Math.Atan(x), Functions.Atan(x), 1e-6, x);
            Near(Math.Sinh(x), Functions.Sinh(x), 1e-6, x);
            Near(Math.Cosh(x), Functions.Cosh(x), 1e-6, x);
            Near(Math.Asinh(small), Functions.Asinh(small), 1e-6, small);
            Near(Math.Acosh(1 + Math.Abs(small)), Functions.Acosh(1 + Math.Abs(small)), 1e-4, small);
            Near(Math.Atanh(small / 2), Functions.Atanh(small / 2), 1e-6, small);
            Assert.Equal(ExpressionReferences.ErrorFunction(small * 2), Functions.Erf(small * 2), 1.5e-7);
            Assert.Equal(MathF.Round(x), Functions.Round(x));
            Assert.Equal(x % small, Functions.Remainder(x, small));
            Assert.Equal(positive % small, Functions.Remainder(positive, small));
            Assert.Equal(Math.Sin(x), Functions.Sin(x), 1e-6);
            Assert.Equal(Math.Cos(x), Functions.Cos(x), 1e-6);
            Near(Math.Pow(Math.Abs(small) + 0.01f, small), Functions.Power(Math.Abs(small) + 0.01f, small), 1e-5, small);
        }
    }

    [Theory]
    [InlineData(0f), InlineData(1f), InlineData(-1f), InlineData(1000f), InlineData(-1000f), InlineData(88.7f), InlineData(-87.3f)]
    [InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity), InlineData(float.NaN)]
    public void Special_values_and_limits_agree_with_MathF(float x)
    {
        Near(MathF.Exp(x), Functions.Exp(x), 1e-6, x);
        Near(MathF.Log(x), Functions.Log(x), 1e-6, x);
        Near(MathF.Tanh(x), Functions.Tanh(x), 1e-6, x);
        Near(1 / (1 + Math.Exp(-x)), Functions.Sigmoid(x), 1e-6, x);
        Near(MathF.Sinh(x), Functions.Sinh(x), 1e-6, x);
        Near(MathF.Cosh(x), Functions.Cosh(x), 1e-6, x);
        Near(MathF.Asinh(x), Functions.Asinh(x), 1e-6, x);
        Near(MathF.Acosh(x), Functions.Acosh(x), 1e-6, x);
        Near(MathF.Atanh(x), Functions.Atanh(x), 1e-6, x);
        Near(MathF.Asin(x), Functions.Asin(x), 1e-6, x);
        Near(MathF.Acos(x), Functions.Acos(x), 1e-6, x);
        Near(MathF.Atan(x), Functions.Atan(x), 1e-6, x);
        Assert.Equal(MathF.Round(x), Functions.Round(x));
        foreach (float y in new[] { 0, 1, 2, 3, -1, -2, 0.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN })
            Near(MathF.Pow(x, y), Functions.Power(x, y), 3e-6, x);
    }

    private static void Near(double expected, double actual, double tolerance, float x)
    {
        if (expected.Equals(actual) || Math.Abs(expected) < 2e-38 && Math.Abs(actual) < 2e-38) return;
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{x:r}: {actual:r}, expected {expected:r}");
    }
}
