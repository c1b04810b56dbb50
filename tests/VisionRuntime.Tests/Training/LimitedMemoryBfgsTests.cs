using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public class LimitedMemoryBfgsTests
{
    private static readonly double[] Weights = [1, 20, 3, 0.5, 40, 8], Start = [1, 2, -1, 3, 0.25, -0.5];

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Steps_agree_with_the_algorithm_in_double_precision(string device)
    {
        double[] expected = [.. Start];
        var history = new List<(double[] S, double[] Y)>();
        double[]? last = null, lastGradient = null;
        for (int step = 0; step < 6; step++)
        {
            double[] g = [.. expected.Select((x, i) => 2 * Weights[i] * x)];
            if (last is not null) history.Insert(0, ([.. expected.Zip(last, (a, b) => a - b)], [.. g.Zip(lastGradient!, (a, b) => a - b)]));
            if (history.Count > 3) history.RemoveAt(3);
            (last, lastGradient) = ([.. expected], g);
            double[] direction = TwoLoops(g, history);
            expected = [.. expected.Zip(direction, (x, d) => x - 0.5 * d)];
        }
        double[] found = Run(device, new LimitedMemoryBfgs { LearningRate = 0.5f, History = 3 }, 6, Quadratic, Start);
        Agreement.Compare(expected, found, 1e-3, device);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_quadratic_is_solved_far_sooner_than_by_gradient_descent(string device)
    {
        double[] bfgs = Run(device, new LimitedMemoryBfgs { LearningRate = 1 }, 20, Quadratic, Start);
        // The largest rate at which plain descent does not diverge is 1 / 40.
        double[] descent = Run(device, new Sgd { LearningRate = 0.024f }, 20, Quadratic, Start);
        double Loss(double[] x) => x.Select((value, i) => Weights[i] * value * value).Sum();
        Assert.True(Loss(bfgs) < 1e-6 * Loss(descent), $"{device}: L-BFGS leaves {Loss(bfgs)}, gradient descent {Loss(descent)}");
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Rosenbrocks_valley_is_followed_to_its_end(string device)
    {
        double[] bfgs = Run(device, new LimitedMemoryBfgs { LearningRate = 0.5f, LongestStep = 0.5f }, 80, Rosenbrock, [-1.2, 1]);
        double[] descent = Run(device, new Sgd { LearningRate = 1e-3f }, 80, Rosenbrock, [-1.2, 1]);
        Assert.Equal(1, bfgs[0], 1e-3);
        Assert.Equal(1, bfgs[1], 2e-3);
        Assert.True(Math.Abs(descent[0] - 1) > 1, $"{device}: gradient descent is already at {descent[0]}");
    }

    /// <summary>Where the loss curves downwards the estimate would lead uphill; such steps are not remembered.</summary>
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Negative_curvature_is_not_remembered(string device)
    {
        double[] found = Run(device, new LimitedMemoryBfgs { LearningRate = 0.1f }, 5, x => -(x * x).Sum(),
            [0.5, 0.25, 0.5, 0.25, 0.5, 0.25]);
        Assert.All(found, value => Assert.True(double.IsFinite(value) && value > 0.25, $"{device}: {value}"));
    }

    [Fact]
    public void A_history_of_nothing_is_refused()
    {
        var graph = new Graph();
        var w = graph.Variable("w", [2]);
        Assert.Contains("the history is 0 steps", Assert.Throws<ArgumentException>(() =>
            new LimitedMemoryBfgs { History = 0 }.Minimize((w * w).Sum(), [w])).Message);
    }

    /// <summary>Nocedal and Wright 2006, algorithm 7.4, over lists.</summary>
    private static double[] TwoLoops(double[] g, List<(double[] S, double[] Y)> history)
    {
        if (history.Count == 0) return [.. g.Select(value => value * Math.Min(1, 1 / g.Sum(Math.Abs)))];
        double[] q = [.. g];
        var alphas = new List<double>();
        foreach (var (s, y) in history)
        {
            alphas.Add(Dot(s, q) / Dot(s, y));
            q = [.. q.Zip(y, (a, b) => a - alphas[^1] * b)];
        }
        double[] r = [.. q.Select(value => value * Dot(history[0].S, history[0].Y) / Dot(history[0].Y, history[0].Y))];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            var (s, y) = history[i];
            double beta = Dot(y, r) / Dot(s, y);
            r = [.. r.Zip(s, (a, b) => a + b * (alphas[i] - beta))];
        }
        return r;

        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }

    private static Value Quadratic(Value x) => (x * x * x.Graph.Constant([6], [.. Weights.Select(w => (float)w)])).Sum();

    private static Value Rosenbrock(Value x)
    {
        Value a = (x * x.Graph.Constant([2], 1, 0)).Sum(), b = (x * x.Graph.Constant([2], 0, 1)).Sum(), miss = b - a * a;
        return (1 - a) * (1 - a) + miss * miss * 100;
    }

    /// <summary>The values are in two variables, so that concatenating and splitting them is tested too.</summary>
    private static double[] Run(string name, Optimizer optimizer, int steps, Func<Value, Value> loss, double[] start)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph(training: true);
        int length = start.Length / 2;
        Value first = graph.Variable("first", [length]), second = graph.Variable("second", [start.Length - length, 1]);
        var joined = graph.Apply(ShaderKernels.Operators.StridedCopy.Concatenate(0, first.Shape, [start.Length - length]), first,
            second.Reshape([start.Length - length]));
        optimizer.Minimize(loss(joined), [first, second]);
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write("first", [.. start[..length].Select(value => (float)value)]);
        variables.Write("second", [.. start[length..].Select(value => (float)value)]);
        for (int step = 0; step < steps; step++) plan.Run();
        return [.. variables.Read("first").Concat(variables.Read("second")).Select(value => (double)value)];
    }
}
