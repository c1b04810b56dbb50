using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Compilation;

public class PlanTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_training_step_allocates_no_managed_memory(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var loss = DqnNetworks.Small("online", graph.Input("x", [4, 2, 42, 42]), 3).Mean();
        new Adam().Minimize(loss, [.. graph.Variables.Values.Where(v => v.Trainable).Select(v => v.Value)]);
        graph.Output("loss", loss);
        using var plan = Plan.Compile(graph, device, variables);
        for (int warm = 0; warm < 40; warm++) plan.Run();
        device.Finish();
        Thread.Sleep(200); // tiered compilation publishes in the background
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) plan.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Updates_are_computed_from_the_old_values(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        Value a = graph.Variable("a", [3]), b = graph.Variable("b", [3]), c = graph.Variable("c", [3]);
        graph.Update(a, b);
        graph.Update(b, a);
        graph.Update(c, a * 2 + c);
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write("a", [1, 2, 3]);
        variables.Write("b", [10, 20, 30]);
        plan.Run();
        Assert.Equal([10, 20, 30], variables.Read("a"));
        Assert.Equal([1, 2, 3], variables.Read("b"));
        Assert.Equal([2, 4, 6], variables.Read("c"));
        plan.Run();
        Assert.Equal([22, 44, 66], variables.Read("c"));
    }

    [Fact]
    public void Plans_share_variables_whatever_their_layout()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 3);
        Graph convolution = new(), dense = new();
        convolution.Output("y", convolution.Input("x", [1, 2, 3, 3]).Convolution("c", 4, 3));
        var filters = dense.Variable("c/filters", [4, 2, 3, 3]);
        dense.Output("sum", filters.Sum(1, 2, 3).Reshape([4]));
        using var first = Plan.Compile(convolution, device, variables);
        using var second = Plan.Compile(dense, device, variables);
        float[] ones = [.. Enumerable.Repeat(1f, 18)];
        first.Input("x").Write(ones);
        first.Run();
        second.Run();
        float[] expected = first.Output("y").ToArray(), actual = second.Output("sum").ToArray();
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }

    [Fact]
    public void Tensors_with_disjoint_lifetimes_share_memory()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [1, 8, 32, 32]);
        for (int i = 0; i < 12; i++) x = x.Convolution($"c{i}", 8, 3, 1, 1, Activation.Relu);
        graph.Output("y", x);
        using var plan = Plan.Compile(graph, device, variables);
        Assert.True(plan.ArenaBytes * 3 <= plan.ActivationBytes, $"the arena holds {plan.ArenaBytes} bytes of {plan.ActivationBytes}");
    }

    [Fact]
    public void Elementwise_chains_become_one_step()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [5, 7]);
        graph.Output("y", ((x * 2 + 1) * x - x.Expand([5, 7])).Relu());
        using var plan = Plan.Compile(graph, device, variables);
        Assert.Single(plan.Steps);
        plan.Input("x").Write([.. Enumerable.Range(0, 35).Select(i => i / 10f - 1)]);
        plan.Run();
        Assert.Equal(Enumerable.Range(0, 35).Select(i => i / 10f - 1).Select(v => Math.Max(0, (v * 2 + 1) * v - v)),
            plan.Output("y").ToArray(), (e, a) => Math.Abs(e - a) < 1e-5);
    }

    [Fact]
    public void Unused_nodes_are_not_computed()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var x = graph.Input("x", [2, 3]);
        _ = x.Dense("unused", 5);
        graph.Output("y", x.Dense("used", 4));
        using var plan = Plan.Compile(graph, device, variables);
        Assert.Equal(["used"], plan.Steps);
        Assert.False(variables.Contains("unused/weights"));
    }

    [Fact]
    public void A_bound_input_is_in_the_memory_of_the_caller()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [4]) + 1);
        var mine = device.AllocateTensor([4]);
        using var plan = Plan.Compile(graph, device, variables, new Dictionary<string, Tensor> { ["x"] = mine });
        mine.Write([1, 2, 3, 4]);
        plan.Run();
        Assert.Equal([2, 3, 4, 5], plan.Output("y").ToArray());
        mine.Buffer.Dispose();
        Assert.Contains("no input named z",
            Assert.Throws<ArgumentException>(() => Plan.Compile(graph, device, variables, new Dictionary<string,
                Tensor> { ["z"] = mine })).Message);
    }

    [Fact]
    public void A_shape_error_names_the_node_and_the_way_to_it()
    {
        var graph = new Graph();
        var x = graph.Input("frames", [1, 3, 10, 10]).Convolution("first", 4, 3);
        var error = Assert.Throws<ShapeException>(() => x.Convolution("second", 8, 3, 2));
        Assert.StartsWith("second <- first [1, 4, 8, 8] <- frames [1, 3, 10, 10]: Convolution: input height 8, "
            + "kernel size 3 and stride 2 give 3.5 outputs; pad by 1", error.Message);
    }

    [Fact]
    public void The_same_seed_gives_the_same_initial_weights()
    {
        using var device = new CpuDevice(1);
        float[] Weights(int seed)
        {
            using var variables = new Variables(device, seed);
            var graph = new Graph();
            graph.Output("y", graph.Input("x", [1, 5]).Dense("d", 7));
            using var plan = Plan.Compile(graph, device, variables);
            return variables.Read("d/weights");
        }
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }
}
