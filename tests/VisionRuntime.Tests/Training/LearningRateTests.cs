using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Literals;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public sealed class LearningRateTests
{
    public static TheoryData<string> Optimizers => [.. OptimizerLiteralTests.Optimizers.Keys];

    /// <summary>The optimizers with constant rates are compared with PyTorch's in <see cref="OptimizerLiteralTests"/>.</summary>
    [Theory, MemberData(nameof(Optimizers))]
    public void A_rate_written_before_each_step_does_what_the_same_constant_does(string name)
    {
        var optimizer = OptimizerLiteralTests.Optimizers[name];
        float[][] constant = Run(optimizer, null), written = Run(optimizer with { LearningRate = 123 }, optimizer.LearningRate);
        for (int step = 0; step < constant.Length; step++)
        {
            for (int i = 0; i < constant[step].Length; i++) Assert.Equal(constant[step][i], written[step][i], 2e-6f);
        }
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_rate_of_0_moves_nothing(string name) =>
        Assert.All(Run(OptimizerLiteralTests.Optimizers[name], 0), weights => Assert.Equal([0.8f, -1.2f, 0.5f], weights));

    [Fact]
    public void A_rate_with_several_elements_is_refused()
    {
        var graph = new Graph();
        var w = graph.Variable("w", [3]);
        var problem = Assert.Throws<ArgumentException>(() => new Sgd().Minimize((w * w).Sum(), [w], null, graph.Input("rate", [3])));
        Assert.Contains("must have a single element", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schedules_give_the_factors_of_their_formulas()
    {
        Assert.Equal([1f, 1, 1], Factors(new ConstantRate(), 0, 5, 99));
        Assert.Equal([1f, 0.1f, 0.01f], Factors(new StepDecay(2), 19, 20, 40));
        // (1 + cos(pi p)) / 2 at 0, 1/4, 1/2 and 1.
        Assert.Equal([1f, 0.853553f, 0.5f, 0f], Factors(new CosineDecay(), 0, 25, 50, 100));
        Assert.Equal([1f, 0.6f, 0.2f], Factors(new CosineDecay(0.2), 0, 50, 100));
        Assert.Equal([0.04f, 0.52f, 1f, 0.5f, 0f], Factors(new OneCycle(0.2, 0.04, 0), 0, 10, 20, 60, 100));
        Assert.Equal([0.2f, 0.4f, 0.8f, 1f], Factors(new ConstantRate { WarmupSteps = 4 }, 0, 1, 3, 4));
    }

    private static float[] Factors(LearningRateSchedule schedule, params long[] steps) =>
        [.. steps.Select(step => MathF.Round(schedule.FactorAt(step, stepsPerEpoch: 10, totalSteps: 100), 6))];

    /// <summary>The weights after each of four steps on a fixed sum of squares.</summary>
    private static float[][] Run(Optimizer optimizer, float? rate)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var w = graph.Variable("net/weights", [3], (_, _) => [0.8f, -1.2f, 0.5f], role: VariableRole.Weight);
        var wrong = w - graph.Constant([3], 0.3f, 0.4f, -2);
        optimizer.Minimize((wrong * wrong).Sum() * 0.5f, [w], null, rate is null ? null : graph.Input("rate", Shape.Scalar));
        using var plan = Plan.Compile(graph, device, variables);
        if (rate is { } value) plan.Input("rate").Write([value]);
        return [.. Enumerable.Range(0, 4).Select(_ =>
        {
            plan.Run();
            return variables.Read("net/weights");
        })];
    }
}
