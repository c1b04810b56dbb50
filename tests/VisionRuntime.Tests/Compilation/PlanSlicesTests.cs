using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Plans whose long kernels are split over several frames.</summary>
public class PlanSlicesTests
{
    private const int Frames = 40;

    [SkippableTheory]
    [InlineData("Cpu-Scalar")]
    [InlineData("Cpu-Vector512")]
    [InlineData("OpenGL-Plain")]
    [InlineData("OpenGL-Tuned")]
    public void The_longest_part_is_a_fraction_of_the_longest_kernel(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device, seed: 3);
        using var plan = Network(device, variables);
        plan.Run();
        float[] whole = plan.Output("y").ToArray();
        double longest = 0, before = 0;
        // Whole kernels, one in each frame; a GPU runs whole plans first, to learn how long they take.
        if (device is not CpuDevice) for (int run = 0; run < 2; run++) plan.Run(TimeSpan.Zero);
        while (!plan.Run(TimeSpan.Zero)) Part();
        double longestKernel = longest;
        Assert.True(longestKernel >= 0.4, $"the longest kernel has {longestKernel:P0} of the work");

        for (int run = 0; run < 2; run++)
        {
            plan.Input("x").Write(new float[16 * 48 * 48].Select((_, i) => (i * 37 % 101 - 50) / 50f).ToArray());
            (longest, before) = (0, 0);
            int parts = 1;
            while (!plan.RunWork(plan.Work / Frames))
            {
                Part();
                parts++;
            }
            Assert.True(longest < longestKernel / 4, $"a part has {longest:P1} of the work, the longest kernel {longestKernel:P1}");
            Assert.InRange(parts, 8, 3 * Frames);
            Assert.Equal(whole, plan.Output("y").ToArray());
        }

        void Part()
        {
            longest = Math.Max(longest, plan.Progress - before);
            before = plan.Progress;
        }
    }

    [Fact]
    public void A_budget_of_time_splits_kernels_and_gives_the_same_bits()
    {
        using var device = new CpuDevice(2);
        using var variables = new Variables(device, seed: 3);
        using var plan = Network(device, variables);
        plan.Run();
        float[] whole = plan.Output("y").ToArray();
        int parts = 1;
        while (!plan.Run(TimeSpan.FromTicks(1))) parts++; // A tenth of a microsecond: as many slices as there can be.
        Assert.True(parts > 2 * plan.Steps.Count(), $"{parts} parts of {plan.Steps.Count()} steps");
        Assert.Equal(whole, plan.Output("y").ToArray());
        Assert.True(plan.Run(TimeSpan.FromMinutes(1)));
        Assert.Equal(whole, plan.Output("y").ToArray());
    }

    [Fact]
    public void A_complete_run_abandons_a_split_kernel()
    {
        using var device = new CpuDevice(2);
        using var variables = new Variables(device, seed: 3);
        using var plan = Network(device, variables);
        plan.Run();
        float[] whole = plan.Output("y").ToArray();
        for (int part = 0; part < 3; part++) Assert.False(plan.RunWork(plan.Work / Frames));
        Assert.InRange(plan.Progress, 0.001, 0.5);
        plan.Run();
        Assert.Equal(0, plan.Progress);
        Assert.Equal(whole, plan.Output("y").ToArray());
    }

    [Fact]
    public void Parts_allocate_nothing()
    {
        using var device = new CpuDevice(2);
        using var variables = new Variables(device, seed: 3);
        using var plan = Network(device, variables);
        for (int i = 0; i < 100; i++) plan.Run(TimeSpan.FromTicks(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++) plan.Run(TimeSpan.FromTicks(1));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A network one kernel of which takes most of the time.</summary>
    private static Plan Network(Device device, Variables variables)
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 16, 48, 48]);
        var y = x.Convolution("small", 8, 1).Relu().Convolution("large", 64, 5, padding: Padding.Same).Relu().Convolution("last", 2, 3);
        graph.Output("y", y);
        var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write(new float[16 * 48 * 48].Select((_, i) => (i * 37 % 101 - 50) / 50f).ToArray());
        return plan;
    }
}
