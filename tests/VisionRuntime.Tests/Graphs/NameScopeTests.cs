using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Graphs;

public class NameScopeTests
{
    [Fact]
    public void Two_copies_of_a_network_in_one_graph_have_weights_of_their_own()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [1, 2]);
        foreach (string side in (string[])["left", "right"])
        {
            using (graph.Scope(side)) graph.Output(side, x.Dense("d", 1));
        }
        graph.Output("outside", x.Dense("d", 1));
        using var plan = Plan.Compile(graph, device, variables);
        Assert.Equal(["d/bias", "d/weights", "left/d/bias", "left/d/weights", "right/d/bias", "right/d/weights"], variables.Names);
        variables.Write("left/d/weights", [1, 2]);
        variables.Write("right/d/weights", [3, 4]);
        plan.Input("x").Write([10, 1]);
        plan.Run();
        Assert.Equal([12f], plan.Output("left").ToArray());
        Assert.Equal([34f], plan.Output("right").ToArray());
    }

    [Fact]
    public void Scopes_nest_and_name_nodes_and_layers_too()
    {
        var graph = new Graph();
        using (graph.Scope("a"))
        using (graph.Scope("b/c"))
        using (graph.Layer("layer"))
        {
            Assert.Equal("a/b/c/w", graph.Variable("w", [1]).Name);
            var sum = graph.Input("x", [1]) + 1;
            Assert.Equal(("a/b/c/add", "a/b/c/layer"), (sum.Name, sum.Producer!.Layer));
        }
        Assert.Equal(["x"], graph.Inputs.Keys);
        Assert.Equal("w", graph.Variable("w", [1]).Name);
    }

    [Fact]
    public void A_scope_gives_the_names_that_a_prefix_gives()
    {
        Graph prefixed = new(), scoped = new();
        DqnNetworks.Small("online", prefixed.Input("x", [1, 4, 42, 42]), 3);
        using (scoped.Scope("online")) Small(scoped.Input("x", [1, 4, 42, 42]));
        Assert.Contains("online/conv1/filters", scoped.Variables.Keys);
        Assert.Equal(prefixed.Variables.Keys, scoped.Variables.Keys);

        static Value Small(Value x) =>
            x.Convolution("conv1", 16, 6, 4).Convolution("conv2", 32, 4, 2).Flatten().Dense("hidden", 128).Dense("values", 3);
    }

    [Fact]
    public void Random_layers_in_several_scopes_share_the_counter_of_runs()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [4, 5]);
        using (graph.Scope("left")) graph.Output("left", x.Dropout("drop", 0.5f));
        using (graph.Scope("right")) graph.Output("right", x.Dropout("drop", 0.5f).Dropout("again", 0.5f));
        Assert.Equal([RandomSampling.CounterName], graph.Variables.Keys);
        Assert.Single(graph.Updates);
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("")]
    public void Impossible_names_are_refused(string name) => Assert.Throws<ArgumentException>(() =>
    {
        using var scope = new Graph().Scope(name);
    });
}
