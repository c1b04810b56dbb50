using ShaderKernels.Tests;
using VisionRuntime.Agents;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Literals;

namespace VisionRuntime.Tests.Agents;

/// <summary>The sum tree on each device, against values that eng/agent_formulas.py computes with NumPy.</summary>
public class SumTreeTests
{
    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(4_096, 2)]
    [InlineData(4_097, 3)]
    [InlineData(262_144, 3)]
    [InlineData(1_000_000, 4)]
    public void The_depth_is_the_logarithm_of_the_leaves(int leaves, int depth) => Assert.Equal(depth, new SumTree(leaves).Depth);

    /// <summary>
    /// Three levels. Some leaves are given twice, some have the priority 0, and the extreme random values are among them.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Sums_and_samples_are_those_of_NumPy(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        var tree = new SumTree((int)Formulas.Number("sum_tree", "count"));
        Assert.Equal(3, tree.Depth);
        Assign(tree, variables, Formulas.Values("sum_tree", "leaves"), Formulas.Values("sum_tree", "priorities"));
        float[] sums = Formulas.Values("sum_tree", "sums"), roots = Formulas.Values("sum_tree", "roots");
        Formulas.AssertClose(sums, variables.Read(SumTree.LevelName(1)));
        Formulas.AssertClose(roots, variables.Read(SumTree.LevelName(2)));

        var (leaves, priorities) = Sample(tree, variables, Formulas.Values("sum_tree", "uniform"));
        Assert.Equal(Formulas.Values("sum_tree", "found"), leaves);
        Formulas.AssertClose(Formulas.Values("sum_tree", "found_priorities"), priorities);
    }

    /// <summary>
    /// A chi-square test: the statistic of 40,000 samples of 100 leaves is less than the value that it exceeds with probability 0.001.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Leaves_are_sampled_in_proportion_to_their_priorities(string device)
    {
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, 5);
        const int leaves = 100, samples = 40_000;
        var tree = new SumTree(leaves);
        float[] priorities = [.. Enumerable.Range(0, leaves).Select(i => i % 10 == 3 ? 0 : 0.1f + i * i % 37)];
        Assign(tree, variables, [.. Enumerable.Range(0, leaves).Select(i => (float)i)], priorities);
        var graph = new Graph();
        graph.Output("leaves", tree.Sample(graph, graph.RandomUniform("test", [tree.Depth, samples / 10, 1])).Leaves);
        using var plan = Plan.Compile(graph, opened, variables);
        var counts = new int[leaves];
        for (int run = 0; run < 10; run++)
        {
            plan.Run();
            foreach (float leaf in plan.Output("leaves").ToArray()) counts[(int)leaf]++;
        }
        double statistic = 0, total = priorities.Sum(priority => (double)priority);
        for (int i = 0; i < leaves; i++)
        {
            double expected = samples * priorities[i] / total;
            if (expected == 0) Assert.Equal(0, counts[i]);
            else statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        // 90 leaves have a priority: 89 degrees of freedom.
        Assert.InRange(statistic, 40, 135.98);
    }

    private static void Assign(SumTree tree, Variables variables, float[] leaves, float[] priorities)
    {
        var graph = new Graph();
        tree.Assign(graph, graph.Input("leaves", [leaves.Length]), graph.Input("priorities", [leaves.Length]));
        using var plan = Plan.Compile(graph, variables.Device, variables);
        plan.Input("leaves").Write(leaves);
        plan.Input("priorities").Write(priorities);
        plan.Run();
    }

    private static (float[] Leaves, float[] Priorities) Sample(SumTree tree, Variables variables, float[] uniform)
    {
        var graph = new Graph();
        var found = tree.Sample(graph, graph.Input("uniform", [tree.Depth, uniform.Length / tree.Depth, 1]));
        graph.Output("leaves", found.Leaves);
        graph.Output("priorities", found.Priorities);
        using var plan = Plan.Compile(graph, variables.Device, variables);
        plan.Input("uniform").Write(uniform);
        plan.Run();
        return (plan.Output("leaves").ToArray(), plan.Output("priorities").ToArray());
    }
}
