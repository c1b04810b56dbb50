using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

public class ActivationTests
{
    private static readonly (string Name, Func<Value, Value> Layer, Func<double, double> Formula)[] Functions =
    [
        ("sigmoid", x => x.Sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        ("tanh", x => x.Tanh(), Math.Tanh),
        ("relu", x => x.Relu(), x => Math.Max(0, x)),
        ("leaky relu", x => x.LeakyRelu(0.1f), x => x > 0 ? x : 0.1f * x),
        ("parametric relu", x => x.ParametricRelu("p"), x => x > 0 ? x : 0.25 * x),
        ("elu", x => x.Elu(1.5f), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1)),
        ("selu", x => x.Selu(), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1))),
        ("gelu", x => x.Gelu(), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        ("gelu with the error function", x => x.Gelu(exact: true),
            x => 0.5 * x * (1 + ExpressionReferences.ErrorFunction(x / Math.Sqrt(2)))),
        ("linear", x => x.Linear(0.5f, -2), x => 0.5 * x - 2),
        ("celu", x => x.Celu(1.5f), x => x > 0 ? x : 1.5 * (Math.Exp(x / 1.5) - 1)),
        ("mish", x => x.Mish(), x => x * Math.Tanh(x > 30 ? x : Math.Log(1 + Math.Exp(x)))),
        ("hard swish", x => x.HardSwish(), x => x * Math.Clamp(x / 6 + 0.5, 0, 1)),
        ("thresholded relu", x => x.ThresholdedRelu(1.2f), x => x > 1.2f ? x : 0),
        ("hard shrink", x => x.Shrink(1.2f), x => Math.Abs(x) > 1.2f ? x : 0),
        ("soft shrink", x => x.SoftShrink(1.2f), x => Math.Abs(x) > 1.2f ? x - Math.Sign(x) * 1.2f : 0),
        ("shrink", x => x.Shrink(1.5f, 0.25f), x => Math.Abs(x) > 1.5f ? x - Math.Sign(x) * 0.25 : 0),
        ("softplus", x => x.Softplus(), x => x > 30 ? x : Math.Log(1 + Math.Exp(x))),
        ("softsign", x => x.Softsign(), x => x / (1 + Math.Abs(x))),
        ("hard sigmoid", x => x.HardSigmoid(), x => Math.Clamp(0.2f * x + 0.5, 0, 1)),
        ("hard tanh", x => x.HardTanh(), x => Math.Clamp(x, -1, 1)),
        ("swish", x => x.Swish(), x => x / (1 + Math.Exp(-x))),
        ("exponential", x => x.Exp(), Math.Exp),
    ];

    private static readonly double[] Small = [.. Enumerable.Range(0, 60).Select(i => (i - 30) / 7.0 + 0.01)];

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
    public void Functions_and_their_derivatives_agree_with_the_formula(string device, int function)
    {
        var (name, layer, formula) = Functions[function];
        float[] x = [.. Small.Select(value => (float)value)];
        var (y, dx) = Run(device, layer, x);
        Agreement.Compare([.. x.Select(value => formula(value))], y, 1e-5, name);
        Agreement.Compare([.. x.Select(value => (formula(value + 1e-5) - formula(value - 1e-5)) / 2e-5)], dx,
            1e-4, $"derivative of {name}");
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Large_numbers_do_not_overflow(string device)
    {
        foreach (var (name, layer, formula) in Functions.Where(f => f.Name != "exponential"))
        {
            float[] x = [-200, -95, 95, 200];
            var (y, dx) = Run(device, layer, x);
            Agreement.Compare([.. x.Select(value => formula(value))], y, 1e-5, name);
            Assert.All(dx, value => Assert.True(double.IsFinite(value), $"the derivative of {name} is {value}"));
        }
    }

    private static (double[] Y, double[] Dx) Run(string name, Func<Value, Value> layer, float[] numbers)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [numbers.Length, 1]);
        var y = layer(x);
        graph.Output("y", y);
        graph.Output("dx", Gradients.Of(y.Sum(), x)[0]);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write(numbers);
        plan.Run();
        return ([.. plan.Output("y").ToArray()], [.. plan.Output("dx").ToArray()]);
    }
}
