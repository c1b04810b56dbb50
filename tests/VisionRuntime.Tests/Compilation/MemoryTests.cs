using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Compilation;

public class MemoryTests
{
    [Fact]
    public void MobileNet_runs_in_less_than_a_third_of_its_activations()
    {
        var graph = new Graph();
        graph.Output("y", Networks.MobileNet(graph, 224));
        var memory = MemoryReport.Of(graph);
        Assert.Equal(4_231_976, memory.VariableBytes / sizeof(float) - StatisticsOf(graph));
        Assert.True(memory.ArenaBytes * 3 < memory.ActivationBytes, $"the arena holds {memory.ArenaBytes} bytes of "
            + $"{memory.ActivationBytes}");
        Assert.True(memory.ArenaBytes >= memory.PeakBytes);
        Assert.True(memory.ArenaBytes <= memory.PeakBytes * 1.05, $"the arena holds {memory.ArenaBytes} bytes, "
            + $"{memory.PeakBytes} are needed at once");
    }

    [Fact]
    public void The_report_without_a_device_equals_that_of_a_plan()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", Networks.MobileNet(graph, 64, 0.25f));
        using var plan = Plan.Compile(graph, device, variables);
        var estimate = MemoryReport.Of(graph);
        Assert.Null(estimate.WorkspaceBytes);
        Assert.True(plan.Memory.WorkspaceBytes > 0);
        Assert.Equal(estimate.ArenaBytes, plan.ArenaBytes);
        Assert.Equal(estimate.HoistedBytes, plan.Memory.HoistedBytes);
        Assert.Equal(estimate.Tensors, plan.Memory.Tensors);
        Assert.Equal(variables.Count * sizeof(float), estimate.VariableBytes);
    }

    [Fact]
    public void Views_and_in_place_maps_need_no_memory()
    {
        var graph = new Graph();
        var x = graph.Input("x", [8, 64]);
        var y = x.Softmax().Reshape([64, 8]).Relu(); // Softmax needs memory; the view and the map use the same.
        graph.Output("y", y.Softmax());
        var memory = MemoryReport.Of(graph);
        Assert.Equal(3 * 512 * sizeof(float), memory.ActivationBytes);
        Assert.Equal(3, memory.Tensors.Count);
    }

    [Theory, MemberData(nameof(PassTests.Numbers), MemberType = typeof(PassTests))]
    public void Tensors_with_overlapping_lifetimes_do_not_overlap_in_memory(int network)
    {
        var graph = new Graph();
        graph.Output("y", Networks.All[network].Build(graph));
        var memory = MemoryReport.Of(graph);
        foreach (var a in memory.Tensors)
        {
            Assert.True(a.Kept || a.Offset + a.Bytes <= memory.ArenaBytes);
            Assert.True(a.Bytes >= a.Shape.Count * sizeof(float));
            foreach (var b in memory.Tensors.Where(b => b != a && b.Kept == a.Kept && b.Offset < a.Offset + a.Bytes
                && a.Offset < b.Offset + b.Bytes))
                Assert.True(a.Last < b.First || b.Last < a.First, $"{a} overlaps {b}");
        }
    }

    /// <summary>The means and variances, which are not among the 4.2 million parameters that the paper counts.</summary>
    private static long StatisticsOf(Graph graph) =>
        graph.Variables.Where(pair => pair.Key.EndsWith("/mean", StringComparison.Ordinal)).Sum(pair => 2 * pair.Value.Value.Shape.Count);
}
