using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Layers;

/// <summary>Derivatives at 0, where inputs often are exactly: after padding, after a ReLU, or of zero biases.</summary>
public class ActivationDerivativeTests
{
    private static readonly (string Name, Func<Value, Value> Function, float Expected)[] Smooth =
    [
        ("elu", x => x.Elu(), 1),
        ("celu", x => x.Celu(2), 1),
        ("softplus", x => x.Softplus(), 0.5f),
        ("mish", x => x.Mish(), 0.6f), // tanh(log 2)
        ("softsign", x => x.Softsign(), 1),
        ("swish", x => x.Swish(), 0.5f),
        ("gelu", x => x.Gelu(), 0.5f),
        ("hard swish", x => x.HardSwish(), 0.5f),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Smooth.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Smooth_functions_have_their_derivative_at_zero(int index)
    {
        var (name, function, expected) = Smooth[index];
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [1]);
        graph.Output("dx", Gradients.Of(function(x).Sum(), x)[0]);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write([0]);
        plan.Run();
        float actual = plan.Output("dx").ToArray()[0];
        Assert.True(Math.Abs(actual - expected) < 1e-5, $"the derivative of {name} at 0 is {actual}, not {expected}");
    }
}
