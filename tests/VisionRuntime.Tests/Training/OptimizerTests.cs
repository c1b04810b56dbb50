using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

/// <summary>
/// Each optimizer takes five steps on a sum of weighted squares, beside the same algorithm written out in double precision.
/// </summary>
public class OptimizerTests
{
    private static readonly double[] Weights = [1, -2, 3, 0.5, 4, -1], Start = [1, 2, -1, 3, 0.25, -0.5];

    /// <summary>
    /// The name, the optimizer, and one of its steps: (step number, gradient, value, state a, state b) to the new value.
    /// </summary>
    private static readonly (string Name, Optimizer Optimizer, StepRule Rule)[] Algorithms =
    [
        ("sgd", new Sgd { LearningRate = 0.1f }, (int t, double g, double x, ref double a, ref double b) => x - 0.1 * g),
        ("momentum", new Sgd { LearningRate = 0.05f, Momentum = 0.9f }, (int t, double g, double x, ref double a, ref double b) =>
            x - 0.05 * (a = 0.9 * a + g)),
        ("nesterov", new Sgd { LearningRate = 0.05f, Momentum = 0.9f, Nesterov = true },
            (int t, double g, double x, ref double a, ref double b) => x - 0.05 * (g + 0.9 * (a = 0.9 * a + g))),
        ("adagrad", new Adagrad { LearningRate = 0.3f }, (int t, double g, double x, ref double a, ref double b) =>
            x - 0.3 * g / (Math.Sqrt(a += g * g) + 1e-10)),
        ("rmsprop", new RmsProp { LearningRate = 0.05f }, (int t, double g, double x, ref double a, ref double b) =>
            x - 0.05 * g / (Math.Sqrt(a = 0.9 * a + 0.1 * g * g) + 1e-8)),
        ("rmsprop with momentum", new RmsProp { LearningRate = 0.05f, Momentum = 0.5f },
            (int t, double g, double x, ref double a, ref double b) =>
        {
            a = 0.9 * a + 0.1 * g * g;
            return x - 0.05 * (b = 0.5 * b + g / (Math.Sqrt(a) + 1e-8));
        }),
        ("adam", new Adam { LearningRate = 0.1f }, AdamStep),
        ("adamw", new Adam { LearningRate = 0.1f, WeightDecay = 0.2f, Penalized = _ => true },
            (int t, double g, double x, ref double a, ref double b) => AdamStep(t, g, x, ref a, ref b) - 0.1 * 0.2 * x),
        ("l2", new Sgd { LearningRate = 0.1f, L2 = 0.3f, Penalized = _ => true }, (int t, double g, double x, ref double a, ref double b) =>
            x - 0.1 * (g + 0.3 * x)),
        ("l1", new Sgd { LearningRate = 0.01f, L1 = 0.3f, Penalized = _ => true },
            (int t, double g, double x, ref double a, ref double b) => x - 0.01 * (g + 0.3 * Math.Sign(x))),
        ("penalties leave out what is not penalized", new Sgd { LearningRate = 0.1f, L1 = 1, L2 = 1 },
            (int t, double g, double x, ref double a, ref double b) => x - 0.1 * g),
        ("clipped by value", new Sgd { LearningRate = 0.1f, ClipValue = 1.5f }, (int t, double g, double x, ref double a, ref double b) =>
            x - 0.1 * Math.Clamp(g, -1.5, 1.5)),
    ];

    private delegate double StepRule(int t, double gradient, double x, ref double a, ref double b);

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Algorithms.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Five_steps_agree_with_the_algorithm_in_double_precision(string device, int algorithm)
    {
        var (name, optimizer, rule) = Algorithms[algorithm];
        double[] x = [.. Start], a = new double[6], b = new double[6];
        for (int t = 1; t <= 5; t++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = rule(t, 2 * Weights[i] * x[i], x[i], ref a[i], ref b[i]);
        }
        Agreement.Compare(x, Run(device, optimizer), 1e-4, $"{name} on {device}");
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_global_norm_limits_all_gradients_together(string device)
    {
        double[] x = [.. Start];
        for (int t = 1; t <= 5; t++)
        {
            double[] g = [.. x.Select((value, i) => 2 * Weights[i] * value)];
            double scale = Math.Min(1, 2 / (Math.Sqrt(g.Sum(value => value * value)) + 1e-6));
            for (int i = 0; i < x.Length; i++) x[i] -= 0.1 * scale * g[i];
        }
        Agreement.Compare(x, Run(device, new Sgd { LearningRate = 0.1f, ClipNorm = 2 }), 1e-4, device);
    }

    private static double AdamStep(int t, double g, double x, ref double a, ref double b)
    {
        a = 0.9 * a + 0.1 * g;
        b = 0.999 * b + 0.001 * g * g;
        return x - 0.1 * (a / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(b / (1 - Math.Pow(0.999, t))) + 1e-8);
    }

    /// <summary>The values are in two variables, so that what variables share is tested too.</summary>
    private static double[] Run(string name, Optimizer optimizer)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        Value first = graph.Variable("first", [2]), second = graph.Variable("second", [2, 2]);
        var loss = (first * first * graph.Constant([2], [.. Weights[..2].Select(w => (float)w)])).Sum().Reshape([1])
            + (second * second * graph.Constant([2, 2], [.. Weights[2..].Select(w => (float)w)])).Sum().Reshape([1]);
        optimizer.Minimize(loss, [first, second]);
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write("first", [.. Start[..2].Select(v => (float)v)]);
        variables.Write("second", [.. Start[2..].Select(v => (float)v)]);
        for (int t = 0; t < 5; t++) plan.Run();
        return [.. variables.Read("first").Concat(variables.Read("second")).Select(v => (double)v)];
    }
}
