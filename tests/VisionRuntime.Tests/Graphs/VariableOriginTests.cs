using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Graphs;

public sealed class VariableOriginTests : IDisposable
{
    private readonly CpuDevice _device = new(1);
    private readonly Variables _variables;

    public VariableOriginTests() => _variables = new(_device);

    public void Dispose()
    {
        _variables.Dispose();
        _device.Dispose();
    }

    [Fact]
    public void A_second_network_of_the_same_names_never_gets_the_weights_of_the_first()
    {
        _variables.Add(Network("first.onnx", 1));
        string message = Assert.Throws<ArgumentException>(() => Plan.Compile(Network("second.onnx", 2), _device, _variables)).Message;
        Assert.Equal(
            "Variables: the variable fc/weights already exists with values of first.onnx, not of second.onnx; "
            + "use separate Variables, or separate names: graph.Scope for networks, the name given to Minimize for optimizers", message);
        Assert.Equal([1f, 1], _variables.Read("fc/weights"));
    }

    [Fact]
    public void Nor_those_of_a_network_without_a_file()
    {
        _variables.Add(Network(null, 1));
        Assert.Contains("values of its initializer, not of a.onnx", Assert.Throws<ArgumentException>(() =>
            _variables.Add(Network("a.onnx", 2))).Message);
    }

    [Fact]
    public void What_is_refused_creates_nothing()
    {
        _variables.Add(Network("first.onnx", 1));
        var second = new Graph();
        second.Variable("another", [3]);
        second.Variable("fc/weights", [2], origin: "second.onnx");
        Assert.Throws<ArgumentException>(() => _variables.Add(second));
        Assert.Equal(["fc/weights"], _variables.Names);
    }

    [Fact]
    public void Graphs_of_one_origin_and_graphs_without_one_share_the_weights()
    {
        _variables.Add(Network("a.onnx", 1));
        _variables.Write("fc/weights", [5, 6]);
        _variables.Add(Network(string.Concat("a", ".onnx"), 2));
        _variables.Add(Network(null, 3));
        Assert.Equal([5f, 6], _variables.Read("fc/weights"));
    }

    [Fact]
    public void A_scope_lets_both_networks_live_side_by_side()
    {
        var graph = new Graph();
        using (graph.Scope("first")) Declare(graph, "first.onnx", 1);
        using (graph.Scope("second")) Declare(graph, "second.onnx", 2);
        _variables.Add(graph);
        Assert.Equal([1f, 1], _variables.Read("first/fc/weights"));
        Assert.Equal([2f, 2], _variables.Read("second/fc/weights"));
    }

    [Fact]
    public void One_graph_refuses_the_second_network_too()
    {
        var graph = Network("first.onnx", 1);
        Assert.StartsWith("Graph: the variable fc/weights already exists",
            Assert.Throws<ArgumentException>(() => Declare(graph, "second.onnx", 2)).Message);
        Declare(graph, "first.onnx", 2);
        Assert.Single(graph.Variables);
    }

    [Fact]
    public void A_declared_variable_takes_other_initial_values_and_their_origin()
    {
        var graph = new Graph();
        graph.Input("x", [1, 2]).Dense("d", 1);
        graph.Initialize("d/weights", (_, _) => [3, 4], "a.vision");
        _variables.Add(graph);
        Assert.Equal([3f, 4], _variables.Read("d/weights"));
        Assert.Equal("a.vision", graph.Variables["d/weights"].Origin);
        Assert.Equal(VariableRole.Weight, graph.Variables["d/weights"].Role);
        Assert.Throws<KeyNotFoundException>(() => graph.Initialize("d/filters", Initializers.Ones, null));
    }

    [Fact]
    public void A_variable_declared_like_another_takes_everything_from_it()
    {
        Graph first = new(), second = new();
        first.Variable("w", [2], Initializers.Ones, trainable: false, VariableRole.Statistic, "a.onnx");
        using (second.Scope("scope")) second.Variable(first.Variables["w"]);
        var copy = second.Variables["w"];
        Assert.Equal((false, VariableRole.Statistic, "a.onnx", "[2]"),
            (copy.Trainable, copy.Role, copy.Origin, copy.Value.Shape.ToString()));
        Assert.Same(second, copy.Value.Graph);
    }

    private static Graph Network(string? origin, float value)
    {
        var graph = new Graph();
        graph.Output("y", Declare(graph, origin, value) * 2);
        return graph;
    }

    private static Value Declare(Graph graph, string? origin, float value) =>
        graph.Variable("fc/weights", [2], (_, _) => [value, value], origin: origin);
}
