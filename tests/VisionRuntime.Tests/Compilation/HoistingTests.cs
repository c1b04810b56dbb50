using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Compilation;

public class HoistingTests
{
    [Fact]
    public void Steps_that_depend_only_on_constants_are_not_in_a_run()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [4]) + graph.Constant([4], 1, 2, 3, 4).Exp().Softmax());
        using var plan = Plan.Compile(graph, device, variables);
        Assert.Single(plan.Steps);
        Assert.Empty(plan.Prologue);
    }

    [Fact]
    public void Folded_filters_are_recomputed_only_after_a_variable_has_changed()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", Networks.Convolution(graph.Input("x", [1, 2, 4, 4]), "c", 3, 3).Normalized("n"));
        graph.Output("other", graph.Variable("other", [2]) + graph.Input("z", [2]));
        using var plan = Plan.Compile(graph, device, variables);
        Assert.NotEmpty(plan.Prologue);
        Assert.Contains("c", plan.Steps);
        Assert.DoesNotContain(plan.Steps, plan.Prologue.Contains);
        Assert.Equal(0, plan.PrologueRuns);
        plan.Run();
        plan.Run();
        Assert.Equal(1, plan.PrologueRuns);
        variables.Write("other", [1, 2]);
        plan.Run();
        Assert.Equal(1, plan.PrologueRuns);
        variables.Write("n/gamma", [1, 2, 3]);
        plan.Run();
        plan.Run();
        Assert.Equal(2, plan.PrologueRuns);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_plan_that_updates_variables_makes_the_others_recompute(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        Graph training = new(training: true), inference = new();
        var gamma = training.Variable("n/gamma", [3, 1, 1]);
        training.Update(gamma, gamma + training.Input("step", [3, 1, 1]));
        var y = Networks.Convolution(inference.Input("x", [2, 2, 4, 5]), "c", 3, 3).Normalized("n").Relu();
        inference.Output("y", y);
        using var train = Plan.Compile(training, device, variables);
        using var score = Plan.Compile(inference, device, variables);
        var given = Networks.Draw(inference, 3);
        PlanRunner.Give(score, variables, given);
        train.Input("step").Write([1, 0.5f, -2]);
        for (int run = 0; run < 3; run++)
        {
            score.Run();
            Agreement.Compare(ReferenceInterpreter.Run(inference, given, y)[0], [.. score.Output("y").ToArray()], 1e-4, $"{name} run {run}");
            train.Run();
            given["n/gamma"] = [given["n/gamma"][0] + 1, given["n/gamma"][1] + 0.5, given["n/gamma"][2] - 2];
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Variables_that_a_plan_updates_are_not_hoisted(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        Value a = graph.Variable("a", [3]), b = graph.Variable("b", [3]);
        graph.Output("y", (a * 2 + b).Exp());
        graph.Update(a, a + 1);
        graph.Update(graph.Variable("c", [3]), b * 2); // Depends on nothing that changes, and must be stored in each run nevertheless.
        using var plan = Plan.Compile(graph, device, variables);
        variables.Write("b", [0, 1, 2]);
        for (int run = 0; run < 3; run++)
        {
            variables.Write("c", [9, 9, 9]);
            plan.Run();
            Agreement.Compare([.. Enumerable.Range(0, 3).Select(i => Math.Exp(run * 2 + i))], [.. plan.Output("y").ToArray()],
                1e-5, $"run {run}");
            Assert.Equal([0, 2, 4], variables.Read("c"));
        }
        Assert.Equal([3, 3, 3], variables.Read("a"));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Neither_a_run_with_a_prologue_nor_one_without_allocates(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        graph.Output("y", Networks.Residual(graph.Input("x", [1, 3, 8, 8]), "r", 4, 2));
        using var plan = Plan.Compile(graph, device, variables);
        var touching = new Graph();
        var gamma = touching.Variable("r/1/gamma", [4, 1, 1]);
        touching.Update(gamma, gamma + 1);
        using var touch = Plan.Compile(touching, device, variables);
        for (int warm = 0; warm < 40; warm++)
        {
            touch.Run();
            plan.Run();
        }
        device.Finish();
        Thread.Sleep(200); // tiered compilation publishes in the background
        plan.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            touch.Run();
            plan.Run();
            plan.Run();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(plan.PrologueRuns >= 45);
    }

    [Fact]
    public void An_inference_plan_stores_filters_in_the_layout_of_a_training_plan()
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        Graph inference = new(), plain = new();
        inference.Output("y", Networks.Convolution(inference.Input("x", [1, 2, 4, 4]), "c", 3, 3).Normalized("n"));
        plain.Output("y",
            plain.Apply(new Convolution(new(3), new(3)), plain.Input("x", [1, 2, 4, 4]), plain.Variable("c/filters", [3, 2, 3, 3])));
        using var first = Plan.Compile(inference, device, variables);
        using var second = Plan.Compile(plain, device, variables);
        Assert.Empty(second.Prologue);
    }
}
