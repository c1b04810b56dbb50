using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tests.Reference;
using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>The functions of expressions at points where the accuracy of GPUs varies, as vec4 and as float.</summary>
public class FunctionTests
{
    private static readonly float[] Points =
        [0, 1e-20f, 1e-6f, 1e-3f, 0.0999f, 0.29f, 0.31f, 0.5f, 0.999f, 0.99999f, 1, 1.00001f, 1.5f, 2, 3, 3.1415927f, 10, 20, 50, 87, 100,
            1000];

    public static TheoryData<UnaryFunction, int> Unary()
    {
        var cases = new TheoryData<UnaryFunction, int>();
        foreach (var function in Enum.GetValues<UnaryFunction>())
        {
            cases.Add(function, 4);
            cases.Add(function, 1);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Unary))]
    public void Functions_agree_with_the_reference_everywhere(UnaryFunction function, int width)
    {
        bool positive = function is UnaryFunction.Log or UnaryFunction.Sqrt;
        float[] xs = positive ? [.. Points.Skip(1)] : [.. Points, .. Points.Select(x => -x)];
        if (function is UnaryFunction.Exp or UnaryFunction.Sinh or UnaryFunction.Cosh) xs = [.. xs.Where(x => Math.Abs(x) < 80)];
        if (function is UnaryFunction.Asin or UnaryFunction.Acos or UnaryFunction.Atanh) xs = [.. xs.Where(x => Math.Abs(x) <= 0.9999f)];
        if (function == UnaryFunction.Acosh) xs = [.. xs.Where(x => x >= 1)];
        float[] results = Run(new Map(new UnaryExpression(function, Input(0))), width, xs);
        for (int i = 0; i < xs.Length; i++)
        {
            double expected = References.Value(new UnaryExpression(function, Input(0)), [xs[i]]);
            // The tolerance of a sine grows with its argument, whose last digit contributes this much.
            double allowed = 1e-6 * Math.Abs(expected) + (function is UnaryFunction.Sin or UnaryFunction.Cos or UnaryFunction.Tan
                ? 1e-6 * Math.Max(1, Math.Abs(xs[i]) / 20) : 1e-30);
            if (function is UnaryFunction.Exp or UnaryFunction.Sigmoid or UnaryFunction.Sinh or UnaryFunction.Cosh) allowed *= 10;
            Assert.True(Math.Abs(results[i] - expected) <= allowed, $"{function}({xs[i]:g9}) is {results[i]:g9}, expected {expected:g9}");
        }
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(1)]
    public void Extremes_do_not_overflow(int width)
    {
        float[] xs = [1e30f, -1e30f, float.PositiveInfinity, float.NegativeInfinity];
        Assert.Equal([1, 0, 1, 0], Run(new Map(Sigmoid(Input(0))), width, xs)[..4]);
        Assert.Equal([1, -1, 1, -1], Run(new Map(Tanh(Input(0))), width, xs)[..4]);
        Assert.Equal([float.NegativeInfinity, float.NaN, float.PositiveInfinity],
            Run(new Map(Log(Input(0))), width, [0, -1, float.PositiveInfinity])[..3]);
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(1)]
    public void Powers_handle_signs_and_special_values_as_IEEE_754(int width)
    {
        (float X, float Y, float Value)[] cases =
        [
            (2, 3, 8), (-2, 3, -8), (-2, 2, 4), (-2, -1, -0.5f), (0, 2, 0), (0, -1, float.PositiveInfinity), (0, 0, 1), (-5, 0, 1),
            (-2, 0.5f, float.NaN), (0.999f, 5000, (float)Math.Pow(0.999f, 5000)), (9, 0.5f, 3), (1, 1000, 1), (-1, 7, -1), (10, -3, 0.001f),
        ];
        using var device = new OpenGLDevice(ThreadContext.Gl());
        var xs = Pad(width, [.. cases.Select(c => c.X)]);
        var ys = Pad(width, [.. cases.Select(c => c.Y)]);
        float[] results = Floats(OperatorRunner.Run(device, new Map(Power(Input(0), Input(1))), xs, ys));
        for (int i = 0; i < cases.Length; i++)
        {
            var (x, y, value) = cases[i];
            bool equal = float.IsNaN(value)
                ? float.IsNaN(results[i])
                : results[i] == value || Math.Abs(results[i] - value) <= 2e-6 * Math.Abs(value);
            Assert.True(equal, $"{x} to the power {y} is {results[i]}, expected {value}");
        }
    }

    [SkippableFact]
    public void Constants_keep_their_bits()
    {
        foreach (float constant in (float[])[1f / 3, -1e-38f, 1e38f, 16777217, float.PositiveInfinity, float.NegativeInfinity, 1e10f])
            Assert.Equal(constant, Run(new Map(Select(Equal(Input(0), constant), constant, 0)), 1, [constant])[0]);
    }

    private static float[] Run(Map map, int width, float[] xs)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        return Floats(OperatorRunner.Run(device, map, Pad(width, xs)));
    }

    private static float[] Floats(HostTensor[] results) => [.. results[0].Values.Select(value => (float)value)];

    /// <summary>Pads to a multiple of four, or to a length that is not one.</summary>
    private static HostTensor Pad(int width, float[] values)
    {
        int length = (values.Length + 3) / 4 * 4 + (width == 4 ? 0 : 1);
        return new([length], values.Concat(Enumerable.Repeat(1f, length - values.Length)));
    }
}
