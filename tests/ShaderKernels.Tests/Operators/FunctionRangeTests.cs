using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Tests.Operators;

/// <summary>Functions of expressions at the ends of their ranges, alike on every device.</summary>
public class FunctionRangeTests
{
    private const float Infinity = float.PositiveInfinity, NaN = float.NaN;

    private static readonly float[] Ends = [0, 1, -1, 2, -2, 0.5f, -0.5f, 2.5f, -1.5f, 100, -100, 1e30f, -1e30f, Infinity, -Infinity, NaN];

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Infinities_and_NaN_agree_on_all_devices(string device)
    {
        foreach (var function in Enum.GetValues<UnaryFunction>())
        {
            // The sine of 1e30 is not within a float's reach.
            bool angle = function is UnaryFunction.Sin or UnaryFunction.Cos or UnaryFunction.Tan;
            float[] xs = [.. Ends.Where(x => !angle || !float.IsFinite(x) || Math.Abs(x) <= LargestAngle)];
            float[] results = Run(device, new UnaryExpression(function, Input(0)), xs);
            for (int i = 0; i < xs.Length; i++) Alike(ExpressionReferences.Value(new UnaryExpression(function, Input(0)), [xs[i]]),
                results[i], $"{device}: {function}({xs[i]})");
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Pairs_with_infinities_and_NaN_agree_on_all_devices(string device)
    {
        float[] xs = [.. Ends.SelectMany(_ => Ends)], ys = [.. Ends.SelectMany(y => Enumerable.Repeat(y, Ends.Length))];
        foreach (var function in Enum.GetValues<BinaryFunction>())
        {
            float[] results = Run(device, new BinaryExpression(function, Input(0), Input(1)), xs, ys);
            for (int i = 0; i < xs.Length; i++)
            {
                // GLSL leaves division by 0 open.
                if (function == BinaryFunction.Divide && ys[i] == 0 && device.StartsWith("OpenGL", StringComparison.Ordinal)) continue;
                Alike(ExpressionReferences.Value(new BinaryExpression(function, Input(0), Input(1)), [xs[i], ys[i]]),
                    results[i], $"{device}: {function}({xs[i]}, {ys[i]})");
            }
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Comparisons_with_NaN_are_false(string device)
    {
        Expression x = Input(0), y = Input(1);
        float[] xs = [NaN, 1, NaN, Infinity, -Infinity, 1], ys = [NaN, NaN, 1, Infinity, Infinity, 2];
        Assert.Equal([0, 0, 0, 0, 0, 0], Run(device, Greater(x, y), xs, ys));
        Assert.Equal([0, 0, 0, 0, 1, 1], Run(device, Less(x, y), xs, ys));
        Assert.Equal([0, 0, 0, 1, 0, 0], Run(device, GreaterOrEqual(x, y), xs, ys));
        Assert.Equal([0, 0, 0, 1, 1, 1], Run(device, LessOrEqual(x, y), xs, ys));
        Assert.Equal([1, 1, 1, 0, 1, 1], Run(device, NotEqual(x, y), xs, ys));
        Assert.Equal([1, 0, 1, 0, 0, 0], Run(device, IsNaN(x), xs));
        Assert.Equal([0, 0, 0, 1, 1, 0], Run(device, IsInfinity(x), xs));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Sines_are_accurate_up_to_the_largest_angle(string device)
    {
        var random = new Random(5);
        float[] xs = [LargestAngle, -LargestAngle, .. Enumerable.Range(0, 4001).Select(_ => (random.NextSingle() * 2 - 1) * LargestAngle),
            .. Enumerable.Range(1, 6000).Select(i => (float)(i * Math.PI / 2))];
        float[] sines = Run(device, Sin(Input(0)), xs), cosines = Run(device, Cos(Input(0)), xs);
        for (int i = 0; i < xs.Length; i++)
        {
            if (Math.Abs(xs[i]) > LargestAngle) continue;
            Assert.True(Math.Abs(Math.Sin(xs[i]) - sines[i]) <= 1e-6, $"{device}: the sine of {xs[i]:r} is {sines[i]:r}, "
                + $"should be {Math.Sin(xs[i]):r}");
            Assert.True(Math.Abs(Math.Cos(xs[i]) - cosines[i]) <= 1e-6, $"{device}: the cosine of {xs[i]:r} is {cosines[i]:r}, "
                + $"should be {Math.Cos(xs[i]):r}");
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_error_function_is_accurate_to_seven_digits(string device)
    {
        float[] xs = [.. Enumerable.Range(-700, 1401).Select(i => i / 100f)];
        float[] results = Run(device, Erf(Input(0)), xs);
        for (int i = 0; i < xs.Length; i++) Assert.Equal(ExpressionReferences.ErrorFunction(xs[i]), results[i], 1.5e-7);
        // Abramowitz and Stegun, table 7.1.
        float[] table = Run(device, Erf(Input(0)), [0.5f, 1, 2]);
        Assert.Equal(0.5204998778, table[0], 1.5e-7);
        Assert.Equal(0.8427007929, table[1], 1.5e-7);
        Assert.Equal(0.9953222650, table[2], 1.5e-7);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Remainders_are_exact(string device)
    {
        var random = new Random(6);
        float[] xs = [6, -6, 7, -7, 7, -7, 16777215, 1e30f, 5.5f,
            .. Enumerable.Range(0, 2000).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-30, 60)))];
        float[] ys = [3, 3, 3, 3, -3, -3, 3, 0.7f, 0.1f,
            .. Enumerable.Range(0, 2000).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-30, 60)))];
        Assert.Equal([.. xs.Zip(ys, (x, y) => x % y)], Run(device, Remainder(Input(0), Input(1)), xs, ys));
        Assert.Equal([0, 0, 1, 2, -2, -1, 0], Run(device, Modulo(Input(0), Input(1)), xs[..7], ys[..7]));
    }

    private static void Alike(double expected, float actual, string what)
    {
        bool alike = float.IsNaN(actual) ? double.IsNaN(expected)
            : (float)expected == actual || Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected));
        Assert.True(alike, $"{what} is {actual}, should be {expected}");
    }

    private static float[] Run(string device, Expression expression, params float[][] operands)
    {
        using var opened = TestDevices.Open(device);
        var results = OperatorRunner.Run(opened, new Map(expression),
            [.. operands.Select(numbers => new HostTensor(Shape.Of(numbers.Length), numbers))]);
        return [.. results[0].Values.Select(value => (float)value)];
    }
}
