using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

public class RandomSamplingTests
{
    private static readonly (string Name, Func<Value, Value> Build)[] Networks =
    [
        ("dropout", x => x.Dropout("d", 0.4f)),
        ("dropout between layers", x => x.Convolution("c", 4, 3, 1, 1).Dropout("d", 0.3f).Flatten().Dense("e", 5).Dropout("f", 0.5f)),
        ("spatial dropout", x => x.Convolution("c", 7, 3).SpatialDropout("d", 0.5f) * 2),
        ("shared mask", x => x.Dropout("d", 0.5f, mask: [4, 5])),
        ("randomized leaky ReLU", x => x.Convolution("c", 3, 3).RandomizedLeakyRelu("r")),
        ("noise", x => x.Graph.RandomNormal("n", x.Shape, 1, 0.5f) * x + x.Graph.RandomUniform("u", [4, 1], -1, 1)),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Networks.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    public static TheoryData<int> All => [.. Enumerable.Range(0, Networks.Length)];

    [Theory, MemberData(nameof(All))]
    public void Gradients_use_the_same_random_values(int network)
    {
        var (graph, _, loss, by, gradients, given) = Build(network);
        CentralDifferences.Check(graph, loss, by, gradients, given, Networks[network].Name);
    }

    /// <summary>Three runs, each with the numbers that the formula draws for its count.</summary>
    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_device_draws_the_values_of_the_formula(string device, int network)
    {
        var (graph, y, _, by, gradients, given) = Build(network);
        graph.Output("y", y);
        for (int i = 0; i < by.Length; i++) graph.Output($"gradient {i}", gradients[i]);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        given[RandomSampling.CounterName] = [16777214, 3];
        foreach (var (name, numbers) in given)
        {
            float[] floats = [.. numbers.Select(number => (float)number)];
            if (graph.Inputs.ContainsKey(name)) plan.Input(name).Write(floats);
            else variables.Write(name, floats);
        }
        foreach (double[] counter in (double[][])[[16777214, 3], [16777215, 3], [0, 4]])
        {
            plan.Run();
            given[RandomSampling.CounterName] = counter;
            double[][] expected = ReferenceInterpreter.Run(graph, given, [y, .. gradients]);
            Agreement.Compare(expected[0], [.. plan.Output("y").ToArray()], 1e-5, $"{Networks[network].Name} on {device} at {counter[0]}");
            for (int i = 0; i < by.Length; i++) Agreement.Compare(expected[i + 1], [.. plan.Output($"gradient "
                + $"{i}").ToArray()], 1e-4, $"{Networks[network].Name} on {device}: gradient of {by[i].Name}");
        }
        Assert.Equal([1, 4], variables.Read(RandomSampling.CounterName));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Dropout_preserves_the_mean_and_drops_elements_at_its_rate(string device)
    {
        foreach (float rate in (float[])[0.1f, 0.5f, 0.9f, 0.999f])
        {
            const int count = 40000;
            float[] y = Runs(device, x => x.Dropout("d", rate), [count], 1)[0];
            double deviation = Math.Sqrt(rate * (1 - rate) / count);
            Assert.InRange(y.Count(value => value == 0) / (double)count, rate - 5 * deviation, rate + 5 * deviation);
            Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value * (1 - rate) - 1) < 1e-5, $"rate {rate}: 1 became {value}"));
            Assert.InRange(y.Average(), 1 - 5 * deviation / (1 - rate), 1 + 5 * deviation / (1 - rate));
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Spatial_dropout_drops_entire_channels(string device)
    {
        float[] y = Runs(device, x => x.SpatialDropout("d", 0.5f), [8, 16, 5, 3], 1)[0];
        var channels = y.Chunk(15).Select(channel => channel.Distinct().Single()).ToArray();
        Assert.Equal([0, 2], channels.Distinct().Order());
        Assert.InRange(channels.Count(value => value == 0), 64 - 29, 64 + 29);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Each_run_has_another_mask_and_the_same_seed_gives_the_same_masks(string device)
    {
        float[][] one = Runs(device, x => x.Dropout("d", 0.5f), [500], 3, seed: 1),
            again = Runs(device, x => x.Dropout("d", 0.5f), [500], 3, seed: 1);
        Assert.Equal(one, again);
        float[][] others =
        [
            .. one, Runs(device, x => x.Dropout("d", 0.5f), [500], 1, seed: 2)[0],
            Runs(device, x => x.Dropout("other", 0.5f), [500], 1, seed: 1)[0],
            Runs(device, x => x.Dropout("d", 0.5f, seed: 7), [500], 1, seed: 1)[0],
        ];
        for (int i = 0; i < others.Length; i++)
        {
            // Two masks that know nothing of each other agree in about half of the places.
            for (int k = 0; k < i; k++) Assert.InRange(others[i].Zip(others[k]).Count(pair => pair.First == pair.Second), 250 - 56,
                250 + 56);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_second_layer_with_the_same_name_has_a_different_mask(string device)
    {
        float[] y = Runs(device, x => x.Dropout("d", 0.5f).Dropout("d", 0.5f), [4000], 1)[0];
        Assert.Equal([0, 4], y.Distinct().Order());
        Assert.InRange(y.Count(value => value == 4), 1000 - 137, 1000 + 137);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Repeated_predictions_differ_if_dropout_is_always_applied(string device)
    {
        float[][] on = Runs(device, x => x.Dropout("d", 0.5f, always: true).Dense("e", 3), [2, 50], 4, training: false),
            off = Runs(device, x => x.Dropout("d", 0.5f).Dense("e", 3), [2, 50], 2, training: false);
        Assert.Equal(4, on.Select(y => y[0]).Distinct().Count());
        Assert.Equal(off[0], off[1]);
    }

    [Fact]
    public void Inference_and_a_rate_of_0_add_no_node()
    {
        var inference = new Graph();
        var x = inference.Input("x", [3, 4]);
        Assert.Same(x, x.Dropout("d", 0.5f));
        Assert.Same(x, x.SpatialDropout("s", 0.5f));
        Assert.Empty(inference.Nodes);
        Assert.Empty(inference.Variables);
        x.RandomizedLeakyRelu("r");
        Assert.Empty(inference.Variables);
        var training = new Graph(training: true);
        x = training.Input("x", [3, 4]);
        Assert.Same(x, x.Dropout("d", 0));
        Assert.Empty(training.Nodes);
        x.Dropout("d", 0.5f).Dropout("e", 0.5f);
        Assert.Equal([RandomSampling.CounterName], training.Variables.Keys);
        Assert.False(training.Variables[RandomSampling.CounterName].Trainable);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Randomized_slopes_lie_in_their_interval_and_are_its_mean_in_inference(string device)
    {
        float[] y = Runs(device, x => (x - 3).RandomizedLeakyRelu("r"), [10000], 1)[0],
            scored = Runs(device, x => (x - 3).RandomizedLeakyRelu("r"), [10], 1, training: false)[0];
        Assert.All(y, value => Assert.InRange(value / -2, 1f / 8 - 1e-6, 1f / 3 + 1e-6));
        Assert.InRange(y.Average() / -2, 11.0 / 48 - 0.003, 11.0 / 48 + 0.003);
        Assert.True(y.Distinct().Count() > 9000);
        Assert.All(scored, value => Assert.Equal(-2 * 11.0 / 48, value, 1e-6));
        Assert.All(Runs(device, x => x.RandomizedLeakyRelu("r"), [10], 1)[0], value => Assert.Equal(1, value));
    }

    [Fact]
    public void Invalid_rates_masks_and_slopes_are_reported()
    {
        var x = new Graph(training: true).Input("x", [3, 4]);
        Assert.StartsWith("d: Dropout: the rate is 1; it must be at least 0 and less than 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout("d", 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout("d", -0.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout("d", float.NaN));
        Assert.Contains("[2, 3, 4] does not broadcast to [3, 4]",
            Assert.Throws<ShapeException>(() => x.Dropout("d", 0.5f, mask: [2, 3, 4])).Message);
        Assert.Contains("[12] has no channels", Assert.Throws<ShapeException>(() => x.Reshape([12]).SpatialDropout("d", 0.5f)).Message);
        Assert.Contains("the lower bound 0.5 is greater than the upper bound 0.25",
            Assert.Throws<ArgumentOutOfRangeException>(() => x.RandomizedLeakyRelu("r", 0.5f, 0.25f)).Message);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Drawing_allocates_no_managed_memory(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph(training: true);
        graph.Output("y", graph.Input("x", [7, 1031]).Dropout("d", 0.5f) + graph.RandomNormal("n", [7, 1031]));
        using var plan = Plan.Compile(graph, device, variables);
        for (int warm = 0; warm < 40; warm++) plan.Run();
        device.Finish();
        Thread.Sleep(200); // tiered compilation publishes in the background
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What a layer makes of ones, in so many runs.</summary>
    private static float[][] Runs(string name, Func<Value, Value> layer, Shape shape, int runs, int seed = 0, bool training = true)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device, seed);
        var graph = new Graph(training);
        var x = graph.Input("x", shape);
        graph.Output("y", layer(x));
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write([.. Enumerable.Repeat(1f, (int)shape.Count)]);
        return [.. Enumerable.Range(0, runs).Select(_ =>
        {
            plan.Run();
            return plan.Output("y").ToArray();
        })];
    }

    private static (Graph, Value Y, Value Loss, Value[] By, Value[] Gradients, Dictionary<string, double[]>) Build(int network)
    {
        var graph = new Graph(training: true);
        var y = Networks[network].Build(graph.Input("x", [3, 2, 4, 5]));
        var random = new Random(network + 100);
        var weights = graph.Constant(y.Shape, [.. Enumerable.Range(0, (int)y.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        var loss = (y * weights).Sum();
        Value[] by = [.. graph.Inputs.Values,
            .. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        var given = by.ToDictionary(value => value.Name,
            value => Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)(float)(random.NextSingle() * 2 - 1)).ToArray(),
                StringComparer.Ordinal);
        given[RandomSampling.CounterName] = [11, 2];
        return (graph, y, loss, by, Gradients.Of(loss, by), given);
    }
}
