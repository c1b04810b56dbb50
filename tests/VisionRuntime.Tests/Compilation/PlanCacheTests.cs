using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Compilation;

public class PlanCacheTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Another_batch_or_size_uses_the_same_weights(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device, 5);
        using var plans = new PlanCache(Build, variables, 2);
        foreach (Shape shape in new Shape[] { [1, 2, 6, 6], [3, 2, 6, 6], [1, 2, 9, 7], [1, 2, 6, 6] })
        {
            var plan = plans.For(shape);
            var graph = Build(shape);
            var given = Networks.Draw(graph, 1);
            foreach (string variable in variables.Names) given[variable] = [.. variables.Read(variable).Select(value => (double)value)];
            plan.Input("x").Write([.. given["x"].Select(value => (float)value)]);
            plan.Run();
            Agreement.Compare(ReferenceInterpreter.Run(graph, given, graph.Outputs["y"])[0], [.. plan.Output("y").ToArray()],
                1e-4, $"{shape}");
            Assert.True(plans.Count <= 2);
        }
    }

    [Fact]
    public void The_least_recently_used_plan_is_evicted()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        int built = 0;
        using var plans = new PlanCache(shape => { built++; return Build(shape); }, variables, 2);
        var first = plans.For([1, 2, 6, 6]);
        plans.For([2, 2, 6, 6]);
        Assert.Same(first, plans.For([1, 2, 6, 6]));
        plans.For([3, 2, 6, 6]);
        Assert.Same(first, plans.For([1, 2, 6, 6]));
        Assert.Equal(3, built);
        plans.For([2, 2, 6, 6]);
        Assert.Equal(4, built);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Shape known = [1, 2, 6, 6], other = [2, 2, 6, 6];
        long shapes = GC.GetAllocatedBytesForCurrentThread() - before;
        plans.For(known);
        plans.For(other);
        Assert.Equal(shapes, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_invalid_size_leaves_the_cache_unchanged()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        using var plans = new PlanCache(Build, variables);
        plans.For([1, 2, 6, 6]);
        Assert.Contains("smaller than the effective kernel size 3", Assert.Throws<ShapeException>(() => plans.For([1, 2, 2, 2])).Message);
        Assert.Equal(1, plans.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlanCache(Build, variables, 0));
    }

    private static Graph Build(Shape shape)
    {
        var graph = new Graph();
        graph.Output("y",
            Networks.Convolution(graph.Input("x", shape), "c", 4, 3).Normalized("n").Relu().GlobalAveragePool().Flatten().Dense("d", 3));
        return graph;
    }
}
