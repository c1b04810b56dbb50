using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Plans that are given a time budget.</summary>
public class PlanPartsTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_run_in_parts_gives_the_result_of_a_complete_run(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var y = Networks.All.First(network => network.Name == "residual network").Build(graph);
        graph.Output("y", y);
        using var plan = Plan.Compile(graph, device, variables);
        var given = Networks.Draw(graph, 8);
        PlanRunner.Give(plan, variables, given);
        if (device.Kind != DeviceKind.Cpu)
        {
            // GPUs run whole plans first, to learn how long they take.
            Assert.True(plan.Run(TimeSpan.Zero));
            Assert.True(plan.Run(TimeSpan.Zero));
        }
        Assert.False(plan.Run(TimeSpan.Zero));
        int parts = 1;
        double progress = plan.Progress;
        Assert.InRange(progress, 0.001, 0.999);
        while (!plan.Run(TimeSpan.Zero))
        {
            Assert.True(plan.Progress > progress);
            progress = plan.Progress;
            parts++;
        }
        Assert.Equal(plan.Steps.Count(), parts + 1);
        Assert.Equal(0, plan.Progress);
        Agreement.Compare(ReferenceInterpreter.Run(graph, given, y)[0], [.. plan.Output("y").ToArray()], 1e-4, name);
    }

    [Fact]
    public void A_sufficient_budget_runs_the_entire_plan()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        var counter = graph.Variable("counter", [1]);
        graph.Update(counter, counter + 1);
        graph.Output("y", graph.Input("x", [3, 4]).Softmax());
        using var plan = Plan.Compile(graph, device, variables);
        for (int run = 0; run < 3; run++) Assert.True(plan.Run(TimeSpan.FromSeconds(60)));
        Assert.Equal([3], variables.Read("counter"));
    }

    [Fact]
    public void A_complete_run_abandons_a_run_in_parts()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 4]).Dense("a", 3).Softmax().Dense("b", 2));
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write([1, 2, 3, 4]);
        plan.Run();
        float[] whole = plan.Output("y").ToArray();
        Assert.False(plan.Run(TimeSpan.Zero));
        plan.Input("x").Write([4, 3, 2, 1]);
        plan.Run();
        Assert.Equal(0, plan.Progress);
        Assert.NotEqual(whole, plan.Output("y").ToArray());
        plan.Input("x").Write([1, 2, 3, 4]);
        plan.Run();
        Assert.Equal(whole, plan.Output("y").ToArray());
    }
}
