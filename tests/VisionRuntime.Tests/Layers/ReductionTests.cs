using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

public class ReductionTests
{
    private static readonly NetworkCase[] Networks =
    [
        new("product", g => g.Input("x", [3, 4, 5]).Product(1), v => Rows(v["x"].Values, row => row.Aggregate(1.0, (p, x) => p * x)),
            Scale: 1.5f),
        new("product of everything", g => g.Input("x", [2, 3]).Product()),
        // One zero in some lines, two in others.
        new("product with zeros", g => g.Input("x", [6, 4]).Product(1), Give: (_, number) => number < -0.5f ? 0 : null),
        new("smallest", g => g.Input("x", [3, 4, 5]).Min(1), v => Rows(v["x"].Values, row => row.Min())),
        new("sum of squares", g => g.Input("x", [3, 4, 5]).SumSquare(1), v => Rows(v["x"].Values, row => row.Sum(x => x * x))),
        new("sum of magnitudes", g => g.Input("x", [3, 4, 5]).L1Norm(1), v => Rows(v["x"].Values, row => row.Sum(Math.Abs))),
        new("length", g => g.Input("x", [3, 4, 5]).L2Norm(1), v => Rows(v["x"].Values, row => Math.Sqrt(row.Sum(x => x * x)))),
        new("logarithm of the sum", g => g.Input("x", [3, 4, 5]).LogSum(1), v => Rows(v["x"].Values, row => Math.Log(row.Sum())),
            Give: (_, number) => Math.Abs(number) + 0.1f),
        new("logarithm of the sum of exponentials", g => g.Input("x", [3, 4, 5]).LogSumExp(1),
            v => Rows(v["x"].Values, row => Math.Log(row.Sum(Math.Exp))), Scale: 5),
        new("of several axes after a convolution", g => g.Input("x", [2, 3, 6, 5]).Convolution("c", 4, 3) is var y
            ? y.LogSumExp(2, 3) + y.L2Norm(2, 3) * y.Min(2, 3) : null!),
    ];

    public static TheoryData<string, string> Cases => NetworkCase.OnDevices(Networks);

    public static TheoryData<string> All => [.. Networks.Select(network => network.Name)];

    [Theory, MemberData(nameof(All))]
    public void Reductions_agree_with_the_formula_and_gradients_with_central_differences(string network) =>
        Networks.Single(n => n.Name == network).CheckInDouble();

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Devices_agree_with_double_precision(string device, string network) =>
        Networks.Single(n => n.Name == network).CheckOn(device);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Equal_extremes_share_the_gradient_and_a_norm_of_zero_has_none(string device)
    {
        Assert.Equal([0.5f, 0, 0.5f, 0], Gradient(device, x => x.Max(), [3, 1, 3, 2]));
        Assert.Equal([0, 1 / 3f, 1 / 3f, 1 / 3f], Gradient(device, x => x.Min(), [3, 1, 1, 1]));
        Assert.Equal([0, 0, 0, 0], Gradient(device, x => x.L2Norm(), [0, 0, 0, 0]));
        Assert.Equal([6, 0, 0, 0], Gradient(device, x => x.Product(), [0, 1, 2, 3]));
        Assert.Equal([0, 0, 0, 0], Gradient(device, x => x.Product(), [0, 1, 0, 3]));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Sums_of_exponentials_do_not_overflow(string device)
    {
        Assert.Equal(1000 + Math.Log(2), Run(device, [1000, 1000, -1000]), 1e-3);
        Assert.Equal(-2000 + Math.Log(3), Run(device, [-2000, -2000, -2000]), 1e-3);
        Assert.Equal(double.NegativeInfinity, Run(device, [float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Equal(double.PositiveInfinity, Run(device, [1, float.PositiveInfinity, 2]));
    }

    private static double Run(string name, float[] numbers)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [numbers.Length]).LogSumExp());
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write(numbers);
        plan.Run();
        return plan.Output("y").ToArray()[0];
    }

    private static float[] Gradient(string name, Func<Value, Value> reduction, float[] numbers)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [numbers.Length]);
        graph.Output("dx", Gradients.Of(reduction(x), x)[0]);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write(numbers);
        plan.Run();
        return plan.Output("dx").ToArray();
    }

    /// <summary>Reduces the middle axis of [3, 4, 5].</summary>
    private static double[] Rows(double[] x, Func<double[], double> reduce) =>
        [.. Enumerable.Range(0, 15).Select(i => reduce([.. Enumerable.Range(0, 4).Select(k => x[i / 5 * 20 + k * 5 + i % 5])]))];
}
