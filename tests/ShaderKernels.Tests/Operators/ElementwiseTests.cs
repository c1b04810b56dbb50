using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using static ShaderKernels.Operators.Expressions.Expression;

namespace ShaderKernels.Tests.Operators;

public class ElementwiseTests
{
    private static readonly Expression X = Input(0), Y = Input(1);

    public static readonly (string Name, Expression Expression)[] Functions =
    [
        ("negate", -X), ("abs", Abs(X)), ("exp", Exp(X)), ("log", Log(Abs(X) + 0.1f)), ("sqrt", Sqrt(Abs(X))), ("tanh", Tanh(X * 20)),
        ("sigmoid", Sigmoid(X * 90)), ("floor", Floor(X * 5)), ("sin", Sin(X)), ("cos", Cos(X)), ("add", X + Y), ("subtract", X - Y),
        ("multiply", X * Y), ("divide", X / (Abs(Y) + 0.5f)), ("min", Min(X, Y)), ("max", Max(X, Y)), ("power", Power(Abs(X) + 0.1f, Y)),
        ("cube", Power(X, 3)), ("greater", Greater(X, Y)), ("equal", Equal(Floor(X * 2), Floor(Y * 2))),
            ("select", Select(Greater(X, 0), X * Y, -Y)),
        ("relu", Relu(X)), ("constants", (2f - X) / 4f + 1f / (Abs(X) + 1f)), ("copy", X),
        ("tan", Tan(X)), ("asin", Asin(X)), ("acos", Acos(X)), ("atan", Atan(X * 10)), ("sinh", Sinh(X * 8)), ("cosh", Cosh(X * 8)),
            ("asinh", Asinh(X * 20)),
        ("acosh", Acosh(1.01f + Abs(X) * 3)), ("atanh", Atanh(X * 0.99f)), ("erf", Erf(X * 4)), ("round", Round(X * 5)),
            ("ceiling", Ceiling(X * 5)), ("sign", Sign(X)),
        ("modulo", Modulo(X * 10, Y)), ("remainder", Remainder(X * 10, Y)), ("power of a negative base", Power(-1.5f - Abs(Y), 3)),
        ("less or equal", LessOrEqual(Floor(X * 2), Floor(Y * 2))), ("greater or equal", GreaterOrEqual(Floor(X * 2), Floor(Y * 2))),
            ("less", Less(0.25f, X)), ("not equal", NotEqual(Round(X), Round(Y))),
        ("logic", Xor(And(Greater(X, 0), Not(Greater(Y, 0))), Or(Less(X, 0.5f), Equal(0, Round(Y))))),
        ("huber", Select(Greater(Abs(X), 0.5f), 0.5f * (Abs(X) - 0.25f), 0.5f * X * X)),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Functions.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Functions_agree_with_the_formula(string device, int function)
    {
        var random = new Random(function);
        Agreement.Check(device, new Map(Functions[function].Expression),
            [HostTensor.Random(random, [3, 1031], 2), HostTensor.Random(random, [3, 1031], 2)]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Inputs_broadcast(string device)
    {
        var random = new Random(1);
        (Shape, Shape)[] pairs = [([7, 5, 3], [3]), ([7, 5, 3], [5, 1]), ([7, 1, 3], [1, 5, 1]), ([4, 600], []), ([1], [2, 700]),
            ([2, 1, 3, 1, 5], [3, 4, 1]), ([0, 3], [3])];
        foreach (var (x, y) in pairs) Agreement.Check(device, new Map(X - 2 * Y), [HostTensor.Random(random, x), HostTensor.Random(random, y)]);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Several_outputs_come_from_one_pass(string device)
    {
        var random = new Random(2);
        var numbers = Enumerable.Range(0, 4).Select(_ => HostTensor.Random(random, [1501])).ToArray();
        Expression momentum = 0.9f * Input(2) + 0.1f * Input(1), square = 0.99f * Input(3) + 0.01f * Input(1) * Input(1);
        Agreement.Check(device, new Map(Input(0) - 0.1f * momentum / (Sqrt(Abs(square)) + 1e-3f), momentum, square), numbers);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void An_output_may_be_an_input_of_its_own_shape(string device)
    {
        using var opened = TestDevices.Open(device);
        var random = new Random(3);
        HostTensor p = HostTensor.Random(random, [1301]), v = HostTensor.Random(random, [1301]);
        var map = new Map(Input(0) - Input(1), Input(0) + Input(1));
        using var kernel = opened.Prepare(map, [p.Shape, v.Shape]);
        Tensor tp = opened.AllocateTensor(p.Shape), tv = opened.AllocateTensor(v.Shape);
        tp.Write([.. p.Values.Select(v => (float)v)]);
        tv.Write([.. v.Values.Select(v => (float)v)]);
        opened.Begin();
        kernel.Run([tp, tv], [tp, tv]);
        opened.End();
        Assert.Equal(p.Values.Zip(v.Values, (a, b) => (float)a - (float)b), tp.ToArray());
        Assert.Equal(p.Values.Zip(v.Values, (a, b) => (float)a + (float)b), tv.ToArray());
        tp.Buffer.Dispose();
        tv.Buffer.Dispose();
    }

    [Fact]
    public void Derivatives_agree_with_central_differences()
    {
        var random = new Random(4);
        string[] steps = ["floor", "greater", "equal", "round", "ceiling", "not equal", "logic"];
        var smooth = Functions.Where(f => !steps.Contains(f.Name) && !f.Name.Contains("or equal", StringComparison.Ordinal));
        foreach (var (name, expression) in smooth)
        {
            for (int trial = 0; trial < 20; trial++)
            {
                double[] at = [random.NextDouble() * 2 - 1, random.NextDouble() * 2 - 1];
                for (int index = 0; index < 2; index++)
                {
                    double Shifted(double by) => References.Value(expression,
                        [at[0] + (index == 0 ? by : 0), at[1] + (index == 1 ? by : 0)]);
                    double numeric = (Shifted(1e-6) - Shifted(-1e-6)) / 2e-6;
                    double symbolic = References.Value(Derivative.By(expression, index), at);
                    Assert.True(Math.Abs(numeric - symbolic) <= 1e-4 * Math.Max(1, Math.Abs(numeric)) || name is "modulo" or "remainder"
                        && Math.Abs(numeric) > 1e4, $"d {name} / d{index} at ({at[0]}, {at[1]}) is {symbolic}, should be {numeric}");
                }
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_reported() =>
        Assert.Contains("[2, 3] and [4] do not fit",
            Assert.Throws<ShapeException>(() => new Map(X + Y).InferShapes([[2, 3], [4]])).Message);
}
