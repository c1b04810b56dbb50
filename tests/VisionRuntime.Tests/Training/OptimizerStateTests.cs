using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

/// <summary>
/// Two networks that train against each other: the discriminator d minimizes (d - g)², the generator g minimizes (g - 3 d)².
/// </summary>
public sealed class OptimizerStateTests : IDisposable
{
    private const string G = "generator/w", D = "discriminator/w";

    private static readonly Adam Adam = new() { LearningRate = 0.1f };
    private readonly CpuDevice _device = new(1);
    private readonly Variables _variables;

    public OptimizerStateTests() => _variables = new(_device);

    public void Dispose()
    {
        _variables.Dispose();
        _device.Dispose();
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Two_optimizers_in_one_graph_keep_states_of_their_own(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        Adam.Minimize(Loss(graph, D), [graph.Variable(D, [2])]);
        Adam.Minimize(Loss(graph, G), [graph.Variable(G, [2])]);
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write(G, [2, -1]);
        variables.Write(D, [0.5f, 3]);
        Player generator = new(2, -1), discriminator = new(0.5, 3);
        for (int step = 0; step < 4; step++)
        {
            plan.Run();
            double[] g = [.. generator.X], d = [.. discriminator.X];
            generator.Step(GeneratorGradient(g, d));
            discriminator.Step(DiscriminatorGradient(g, d));
        }
        Agreement.Compare(generator.X, [.. variables.Read(G)], 1e-4, name);
        Agreement.Compare(discriminator.X, [.. variables.Read(D)], 1e-4, name);
        Assert.Equal([4f], variables.Read("adam/generator/step"));
        Assert.Equal([4f], variables.Read("adam/discriminator/step"));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Two_graphs_over_the_same_variables_count_their_own_steps(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        using var learnD = Plan.Compile(Learner(D), device, variables);
        using var learnG = Plan.Compile(Learner(G), device, variables);
        variables.Write(G, [2, -1]);
        variables.Write(D, [0.5f, 3]);
        Player generator = new(2, -1), discriminator = new(0.5, 3);
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 3; i++)
            {
                learnD.Run();
                discriminator.Step(DiscriminatorGradient(generator.X, discriminator.X));
            }
            learnG.Run();
            generator.Step(GeneratorGradient(generator.X, discriminator.X));
        }
        Agreement.Compare(generator.X, [.. variables.Read(G)], 1e-4, name);
        Agreement.Compare(discriminator.X, [.. variables.Read(D)], 1e-4, name);
        Assert.Equal([6f], variables.Read("adam/discriminator/step"));
        Assert.Equal([2f], variables.Read("adam/generator/step"));
    }

    [Fact]
    public void Two_graphs_whose_optimizers_would_share_a_counter_are_refused()
    {
        _variables.Add(Learner(D, ""));
        string message = Assert.Throws<ArgumentException>(() => _variables.Add(Learner(G, ""))).Message;
        Assert.Contains("adam/step already exists with values of the optimizer adam of discriminator/w, not of ", message);
        Assert.Contains("the optimizer adam of generator/w", message);
        Assert.Contains("the name given to Minimize", message);
    }

    [Fact]
    public void Graphs_of_the_same_training_step_share_the_counter()
    {
        using var first = Plan.Compile(Learner(D), _device, _variables);
        using var second = Plan.Compile(Learner(D), _device, _variables);
        first.Run();
        second.Run();
        Assert.Equal([2f], _variables.Read("adam/discriminator/step"));
    }

    [Theory]
    [InlineData(null, "generator", "adam/generator/step", "adam/generator/mean/generator/w")]
    [InlineData("", "generator", "adam/step", "adam/mean/generator/w")]
    [InlineData("mine", "generator", "adam/mine/step", "adam/mine/mean/generator/w")]
    [InlineData(null, null, "adam/step", "adam/mean/w")]
    public void The_state_is_named_after_the_algorithm_the_optimizer_and_the_variable(string? name, string? scope, string step, string mean)
    {
        var graph = new Graph();
        var w = graph.Variable(scope is null ? "w" : $"{scope}/w", [2]);
        using (graph.Scope("ignored")) Adam.Minimize((w * w).Sum(), [w], name);
        Assert.Equal([w.Name, step, mean], graph.Variables.Keys.Take(3));
        Assert.All(graph.Variables.Values.Skip(1), state => Assert.Equal((VariableRole.State, false), (state.Role, state.Trainable)));
    }

    [Fact]
    public void The_scope_of_an_optimizer_is_what_all_its_variables_share()
    {
        var graph = new Graph();
        Value a = graph.Variable("net/block1/conv/filters", [2]), b = graph.Variable("net/block1/conv2/filters", [2]),
            c = graph.Variable("other", [2]);
        Adam.Minimize((a * b).Sum(), [a, b]);
        Adam.Minimize((c * c).Sum(), [c]);
        Assert.Contains("adam/net/block1/step", graph.Variables.Keys);
        Assert.Contains("adam/step", graph.Variables.Keys);
    }

    [Fact]
    public void A_second_optimizer_without_a_name_gets_a_number_and_a_second_one_of_a_given_name_is_refused()
    {
        var graph = new Graph();
        Value a = graph.Variable("a", [2]), b = graph.Variable("b", [2]), c = graph.Variable("c", [2]);
        Adam.Minimize((a * a).Sum(), [a]);
        Adam.Minimize((b * b).Sum(), [b]);
        Assert.Contains("adam#2/step", graph.Variables.Keys);
        Adam.Minimize((c * c).Sum(), [c], "head");
        var again = Assert.Throws<ArgumentException>(() => Adam.Minimize((c * c).Sum(), [c], "head"));
        Assert.Contains("already has an optimizer named adam/head", again.Message);
    }

    [Fact]
    public void Only_variables_can_be_trained()
    {
        var graph = new Graph();
        var x = graph.Input("x", [2]);
        Assert.Contains("x is not a variable", Assert.Throws<ArgumentException>(() => Adam.Minimize((x * x).Sum(), [x])).Message);
    }

    private static Graph Learner(string moved, string? name = null)
    {
        var graph = new Graph();
        Adam.Minimize(Loss(graph, moved), [graph.Variable(moved, [2])], name);
        return graph;
    }

    private static Value Loss(Graph graph, string moved)
    {
        Value g = graph.Variable(G, [2]), d = graph.Variable(D, [2]);
        var difference = string.Equals(moved, G, StringComparison.Ordinal) ? g - d * 3 : d - g;
        return (difference * difference).Sum();
    }

    private static double[] GeneratorGradient(double[] g, double[] d) => [.. g.Zip(d, (x, y) => 2 * (x - 3 * y))];

    private static double[] DiscriminatorGradient(double[] g, double[] d) => [.. g.Zip(d, (x, y) => 2 * (y - x))];

    /// <summary>Algorithm 1 of Kingma and Ba 2015 in double precision.</summary>
    private sealed class Player(params double[] x)
    {
        private readonly double[] _mean = new double[x.Length], _square = new double[x.Length];
        private int _step;

        public double[] X { get; } = x;

        public void Step(double[] gradient)
        {
            _step++;
            for (int i = 0; i < X.Length; i++)
            {
                _mean[i] = 0.9 * _mean[i] + 0.1 * gradient[i];
                _square[i] = 0.999 * _square[i] + 0.001 * gradient[i] * gradient[i];
                X[i] -= 0.1 * (_mean[i] / (1 - Math.Pow(0.9, _step))) / (Math.Sqrt(_square[i] / (1 - Math.Pow(0.999, _step))) + 1e-8);
            }
        }
    }
}
