using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

public class NormalizationTests
{
    private static readonly NetworkCase[] Networks =
    [
        new("batch normalization in training, feature maps", g => X(g, [3, 4, 5, 2]).BatchNormalization("n", 1e-3f),
            v => Normalize(v, 1e-3, i => i[1], i => i[1]), Training: true),
        new("batch normalization in training, units", g => X(g, [7, 5]).BatchNormalization("n", 1e-2f),
            v => Normalize(v, 1e-2, i => i[1], i => i[1]), Training: true),
        new("batch normalization in training, signals", g => X(g, [3, 2, 9]).BatchNormalization("n"),
            v => Normalize(v, 1e-5, i => i[1], i => i[1]), Training: true),
        new("batch normalization in training, volumes",
            g => X(g, [2, 3, 2, 3, 2]).BatchNormalization("n", statistics: BatchStatistics.LastEpoch),
                v => Normalize(v, 1e-5, i => i[1], i => i[1]), Training: true),
        new("batch normalization in inference", g => X(g, [3, 4, 5, 2]).BatchNormalization("n", 1e-3f), v => Each(v["x"],
            (x, i) => (x - v["n/mean"].Values[i[1]]) / Math.Sqrt(v["n/variance"].Values[i[1]] + 1e-3f) * v["n/gamma"].Values[i[1]]
                + v["n/beta"].Values[i[1]]), Give: Variances),
        new("batch normalization of units in inference", g => X(g, [3, 4]).BatchNormalization("n"), v => Each(v["x"],
            (x, i) => (x - v["n/mean"].Values[i[1]]) / Math.Sqrt(v["n/variance"].Values[i[1]] + 1e-5f) * v["n/gamma"].Values[i[1]]
                + v["n/beta"].Values[i[1]]), Give: Variances),
        new("batch normalization after a convolution",
            g => g.Apply(new ShaderKernels.Operators.Convolution(new(3), new(3)), X(g, [2, 3, 6, 5]),
                g.Variable("w", [4, 3, 3, 3], Initializers.Glorot))
            .BatchNormalization("n").Relu().MaxPool(2, 1), Training: true),
        new("layer normalization", g => X(g, [3, 4, 6]).LayerNormalization("n"), v => Normalize(v, 1e-5, i => i[0] * 4 + i[1], i => i[2])),
        new("layer normalization of two axes", g => X(g, [3, 4, 6]).LayerNormalization("n", 1, 1e-2f),
            v => Normalize(v, 1e-2, i => i[0], i => i[1] * 6 + i[2])),
        new("layer normalization of images", g => X(g, [2, 3, 4, 5]).Convolution("c", 4, 3).LayerNormalization("n", -3)),
        new("instance normalization", g => X(g, [3, 2, 5, 4]).InstanceNormalization("n"),
            v => Normalize(v, 1e-5, i => i[0] * 2 + i[1], i => i[1])),
        new("group normalization", g => X(g, [2, 6, 3, 5]).GroupNormalization("n", 2),
            v => Normalize(v, 1e-5, i => i[0] * 2 + i[1] / 3, i => i[1])),
        new("group normalization of units", g => X(g, [4, 12]).GroupNormalization("n", 3, 1e-3f),
            v => Normalize(v, 1e-3, i => i[0] * 3 + i[1] / 4, i => i[1])),
        new("group normalization after a convolution", g => X(g, [2, 3, 6, 5]).Convolution("c", 8, 3).GroupNormalization("n", 4)),
        new("mean and variance normalization",
            g => X(g, [3, 2, 4, 3]).MeanVarianceNormalization() * g.Variable("w", [3], Initializers.Ones),
            v => [.. Standard(v["x"], 0, i => i[1]).Select((x, i) => x * v["w"].Values[i % 3])]),
        new("root mean square normalization", g => X(g, [3, 5]).RootMeanSquareNormalization(g.Variable("w", [5], Initializers.Ones)),
            v => Each(v["x"],
            (x, i) => x / Math.Sqrt(Enumerable.Range(0, 5).Sum(k => Math.Pow(v["x"].Values[i[0] * 5 + k], 2)) / 5 + 1e-5f)
                * v["w"].Values[i[1]])),
        new("length 1", g => X(g, [3, 4, 5]).L2Normalize(),
            v => Each(v["x"],
                (x, i) => x / Math.Sqrt(Enumerable.Range(0, 4).Sum(k => Math.Pow(v["x"].Values[(i[0] * 4 + k) * 5 + i[2]], 2))))),
        new("magnitudes that sum to 1", g => X(g, [3, 4]).L1Normalize(-1),
            v => Each(v["x"], (x, i) => x / Enumerable.Range(0, 4).Sum(k => Math.Abs(v["x"].Values[i[0] * 4 + k])))),
    ];

    public static TheoryData<string, string> Cases => NetworkCase.OnDevices(Networks);

    public static TheoryData<string> All => [.. Networks.Select(network => network.Name)];

    [Theory, MemberData(nameof(All))]
    public void Layers_agree_with_the_formula_and_gradients_with_central_differences(string network) =>
        Networks.Single(n => n.Name == network).CheckInDouble();

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Devices_agree_with_double_precision(string device, string network) =>
        Networks.Single(n => n.Name == network).CheckOn(device);

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_large_mean_costs_no_precision(string device)
    {
        // A mean of such numbers is right to some 3e-4 only; a variance from sums of squares would be right to 0.1.
        float[] x = [.. Enumerable.Range(0, 400).Select(i => 1000 + MathF.Sin(i))];
        double[] expected = Standard(new([20, 1, 20], x), 1e-5, _ => 0);
        foreach (var layer in (Func<Value, Value>[])[v => v.BatchNormalization("b"), v => v.MeanVarianceNormalization()])
        {
            var y = Train(device, g => layer(g.Input("x", [20, 1, 20])), [x], out _);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], y[i], 2e-3);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_constant_input_becomes_the_shift(string device)
    {
        float[] same = [.. Enumerable.Repeat(3f, 24)];
        foreach (var layer in (Func<Value, Value>[])[v => v.BatchNormalization("b"), v => v.MeanVarianceNormalization(),
            v => v.InstanceNormalization("i"), v => v.LayerNormalization("l")])
            Assert.All(Train(device, g => layer(g.Input("x", [2, 3, 4])), [same], out _), value => Assert.Equal(0, value));
        Assert.All(Train(device, g => g.Input("x", [2, 3, 4]).L2Normalize(), [new float[24]], out _), value => Assert.Equal(0, value));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Running_statistics_follow_the_mini_batches(string device)
    {
        var random = new Random(1);
        float[][] batches = [.. Enumerable.Range(0, 5)
            .Select(batch => Enumerable.Range(0, 3 * 2 * 4).Select(_ => random.NextSingle() * (batch + 1) + batch).ToArray())];
        foreach (var (momentum, unbiased) in ((float, bool)[])[(0.9f, true), (0.75f, false)])
        {
            double[] mean = [0, 0], variance = [1, 1];
            foreach (float[] batch in batches)
            {
                for (int c = 0; c < 2; c++)
                {
                    double[] own = Channel(batch, c);
                    double m = own.Average(), s = own.Sum(v => (v - m) * (v - m)) / (own.Length - (unbiased ? 1 : 0));
                    mean[c] = momentum * mean[c] + (1 - momentum) * m;
                    variance[c] = momentum * variance[c] + (1 - momentum) * s;
                }
            }
            Train(device, g => g.Input("x", [3, 2, 4])
                .BatchNormalization("n", statistics: BatchStatistics.MovingAverage(momentum, unbiased)), batches, out var stored);
            Agreement.Compare(mean, [.. stored["n/mean"]], 1e-5, "mean");
            Agreement.Compare(variance, [.. stored["n/variance"]], 1e-5, "variance");
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void The_statistics_of_the_last_epoch_are_those_of_all_its_elements(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var training = new Graph(training: true);
        var x = training.Input("x", [3, 2, 4]);
        training.Output("y",
            x.BatchNormalization("a", statistics: BatchStatistics.LastEpoch)
                .BatchNormalization("b", statistics: BatchStatistics.LastEpoch));
        using var plan = Plan.Compile(training, device, variables);
        var random = new Random(2);
        var epoch = new List<float[]>();
        foreach (int length in (int[])[4, 7])
        {
            variables.Write(BatchStatistics.BatchesOfEpoch, [0]);
            epoch.Clear();
            for (int batch = 0; batch < length; batch++)
            {
                epoch.Add([.. Enumerable.Range(0, 24).Select(_ => random.NextSingle() * (batch + 1) + 50 + batch)]);
                plan.Input("x").Write(epoch[^1]);
                plan.Run();
            }
            Assert.Equal([(float)length], variables.Read(BatchStatistics.BatchesOfEpoch));
        }
        float[] mean = variables.Read("a/mean"), variance = variables.Read("a/variance");
        for (int c = 0; c < 2; c++)
        {
            double[] all = [.. epoch.SelectMany(batch => Channel(batch, c))];
            Assert.Equal(all.Average(), mean[c], 1e-4);
            Assert.Equal(all.Sum(v => (v - all.Average()) * (v - all.Average())) / all.Length, variance[c], 1e-3);
        }

        var inference = new Graph();
        inference.Output("y", inference.Input("x", [1, 2]).BatchNormalization("a", 0));
        using var score = Plan.Compile(inference, device, variables);
        score.Input("x").Write([mean[0] + 2 * MathF.Sqrt(variance[0]), mean[1] - MathF.Sqrt(variance[1])]);
        score.Run();
        float[] y = score.Output("y").ToArray();
        Assert.Equal(2, y[0], 1e-4f);
        Assert.Equal(-1, y[1], 1e-4f);
    }

    [Fact]
    public void Running_statistics_are_not_trainable()
    {
        foreach (bool training in (bool[])[false, true])
        {
            var graph = new Graph(training);
            X(graph, [2, 3]).BatchNormalization("n");
            Assert.Equal(["n/beta", "n/gamma"],
                graph.Variables.Where(v => v.Value.Trainable).Select(v => v.Key).Order(StringComparer.Ordinal));
            Assert.Equal(["n/mean", "n/variance"],
                graph.Variables.Where(v => !v.Value.Trainable).Select(v => v.Key).Order(StringComparer.Ordinal));
            Assert.Equal(training ? 2 : 0, graph.Updates.Count);
        }
    }

    [Fact]
    public void A_layer_applied_twice_uses_the_statistics_of_its_first_use()
    {
        var graph = new Graph(training: true);
        var x = X(graph, [4, 3]);
        graph.Output("y", x.BatchNormalization("n") + (x * 2).BatchNormalization("n"));
        Assert.Equal(2, graph.Updates.Count);
    }

    [Fact]
    public void Invalid_geometry_is_reported()
    {
        var graph = new Graph();
        Assert.Contains("cannot be split into 4 groups; choose a divisor of 6",
            Assert.Throws<ShapeException>(() => X(graph, [2, 6]).GroupNormalization("n", 4)).Message);
        Assert.Contains("has no channels", Assert.Throws<ShapeException>(() => graph.Input("signal", [5]).BatchNormalization("n")).Message);
        Assert.Contains("axis 3", Assert.Throws<ShapeException>(() => graph.Input("rows", [5, 4]).LayerNormalization("n", 3)).Message);
        Assert.Contains("between 0 and 1", Assert.Throws<ArgumentOutOfRangeException>(() => BatchStatistics.MovingAverage(1.1f)).Message);
    }

    private static float? Variances(string name, float number) =>
        name.EndsWith("/variance", StringComparison.Ordinal) ? Math.Abs(number) + 0.1f : null;

    private static Value X(Graph graph, Shape shape) => graph.Input("x", shape);

    /// <summary>The numbers of a channel of [N, 2, 4].</summary>
    private static double[] Channel(float[] batch, int channel) => [.. batch.Where((_, i) => i / 4 % 2 == channel).Select(v => (double)v)];

    /// <summary>Runs a training graph over batches; the last output, and what the variables hold in the end.</summary>
    private static float[] Train(string name, Func<Graph, Value> build, float[][] batches, out Dictionary<string, float[]> stored)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph(training: true);
        graph.Output("y", build(graph));
        using var plan = Plan.Compile(graph, device, variables);
        foreach (float[] batch in batches)
        {
            plan.Input("x").Write(batch);
            plan.Run();
        }
        stored = variables.Names.ToDictionary(variable => variable, variables.Read, StringComparer.Ordinal);
        return plan.Output("y").ToArray();
    }

    /// <summary>Scaled and shifted by n/gamma and n/beta at the place that <paramref name="place"/> says.</summary>
    private static double[] Normalize(IReadOnlyDictionary<string, HostTensor> v, double epsilon, Func<int[], int> group, Func<int[],
        int> place)
    {
        double[] standard = Standard(v["x"], epsilon, group);
        return [.. standard.Select((x, i) => place(Place(i, v["x"].Shape)) is var at ? x * v["n/gamma"].Values[at] + v["n/beta"].Values[at]
            : 0)];
    }

    /// <summary>Mean 0 and variance 1 in each group of numbers.</summary>
    private static double[] Standard(HostTensor x, double epsilon, Func<int[], int> group)
    {
        var groups = Enumerable.Range(0, x.Values.Length).GroupBy(i => group(Place(i, x.Shape)));
        var y = new double[x.Values.Length];
        foreach (var members in groups)
        {
            double mean = members.Average(i => x.Values[i]), variance = members.Average(i => Math.Pow(x.Values[i] - mean, 2));
            foreach (int i in members) y[i] = (x.Values[i] - mean) / Math.Sqrt(variance + epsilon);
        }
        return y;
    }

    private static double[] Each(HostTensor x, Func<double, int[], double> formula) =>
        [.. x.Values.Select((value, i) => formula(value, Place(i, x.Shape)))];

    private static int[] Place(int index, Shape shape)
    {
        var place = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--) (index, place[axis]) = Math.DivRem(index, shape[axis]);
        return place;
    }
}
