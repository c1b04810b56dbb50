using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Whatever passes run, a plan computes what the graph says.</summary>
public class PassTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string device in TestDevices.Names)
        {
            for (int i = 0; i < Networks.All.Length; i++) cases.Add(device, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void All_passes_together_and_none_agree_with_double_precision(string device, int network)
    {
        var (graph, expected, given) = Build(network);
        using var opened = TestDevices.Open(device);
        foreach (var passes in new[] { Passes.All, Passes.None }) Compare(passes, graph, opened, given, expected, network);
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Each_pass_alone_and_all_but_each_agree_with_double_precision(int network)
    {
        var (graph, expected, given) = Build(network);
        using var device = TestDevices.Open("Cpu-Vector256");
        foreach (var pass in Enum.GetValues<Passes>().Except([Passes.All, Passes.None]))
        {
            Compare(pass, graph, device, given, expected, network);
            Compare(Passes.All & ~pass, graph, device, given, expected, network);
            Compare(pass | Passes.MapFusion, graph, device, given, expected, network);
        }
    }

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Networks.All.Length)];

    private static (Graph, double[], Dictionary<string, double[]>) Build(int network)
    {
        var graph = new Graph();
        var y = Networks.All[network].Build(graph);
        graph.Output("y", y);
        var given = Networks.Draw(graph, network);
        return (graph, ReferenceInterpreter.Run(graph, given, y)[0], given);
    }

    private static void Compare(Passes passes, Graph graph, ShaderKernels.Devices.Device device, Dictionary<string, double[]> given,
        double[] expected, int network)
    {
        using var variables = new Variables(device);
        using var plan = Plan.CompileWith(passes, graph, device, variables);
        PlanRunner.Give(plan, variables, given);
        plan.Run();
        Agreement.Compare(expected, [.. plan.Output("y").ToArray()], 1e-4, $"{Networks.All[network].Name} with {passes}");
        // The second run finds the prologue done, and then variables changed once more.
        plan.Run();
        Agreement.Compare(expected, [.. plan.Output("y").ToArray()], 1e-4, $"{Networks.All[network].Name} with {passes}, second run");
        if (graph.Variables.Count == 0) return;
        var other = Networks.Draw(graph, network + 1000);
        foreach (string name in graph.Inputs.Keys) other[name] = given[name];
        PlanRunner.Give(plan, variables, other);
        plan.Run();
        double[] changed = ReferenceInterpreter.Run(graph, other, graph.Outputs["y"])[0];
        Agreement.Compare(changed, [.. plan.Output("y").ToArray()], 1e-4, $"{Networks.All[network].Name} with {passes}, other variables");
    }
}
