using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Layers;

/// <summary>A layer with its formula as plain loops in double precision, from the graph's inputs and variables by name.</summary>
public sealed record LayerCase(string Name, Func<Graph, Value> Build, Func<IReadOnlyDictionary<string, HostTensor>, HostTensor> Formula)
{
    /// <summary>
    /// How far the graph in double precision may be from the formula: a graph's constants, such as taps, are single numbers.
    /// </summary>
    public double Rounding { get; init; } = 1e-9;

    /// <summary>Every case on every device.</summary>
    public static TheoryData<string, string> OnDevices(IEnumerable<LayerCase> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (string device in TestDevices.Names)
        {
            foreach (var layer in cases) data.Add(device, layer.Name);
        }
        return data;
    }

    /// <summary>
    /// The graph's operators, in double precision, give what the formula gives, and its gradients what central differences give.
    /// </summary>
    public void CheckInDouble()
    {
        var (graph, y, loss, by, gradients, given) = WithLoss();
        var expected = Expected(given);
        Assert.Equal(expected.Shape, y.Shape);
        Agreement.Compare(expected.Values, ReferenceInterpreter.Run(graph, given, y)[0], Rounding, Name);

        CentralDifferences.Check(graph, loss, by, gradients, given, Name, 8);
    }

    /// <summary>The compiled plan gives what the formula gives, and its gradients what the graph gives in double precision.</summary>
    public void CheckOn(string device)
    {
        var (graph, y, _, by, gradients, given) = WithLoss();
        graph.Output("y", y);
        for (int i = 0; i < by.Length; i++) graph.Output($"gradient {i}", gradients[i]);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        foreach (var (name, numbers) in given)
        {
            float[] floats = [.. numbers.Select(number => (float)number)];
            if (graph.Inputs.ContainsKey(name)) plan.Input(name).Write(floats);
            else variables.Write(name, floats);
        }
        plan.Run();
        plan.Run();
        Agreement.Compare(Expected(given).Values, [.. plan.Output("y").ToArray()], 2e-5, $"{Name} on {device}");
        double[][] expected = ReferenceInterpreter.Run(graph, given, gradients);
        for (int i = 0; i < by.Length; i++) Agreement.Compare(expected[i], [.. plan.Output($"gradient {i}").ToArray()], 1e-4, $"{Name} "
            + $"on {device}: gradient of {by[i].Name}");
    }

    private HostTensor Expected(Dictionary<string, double[]> given)
    {
        var graph = new Graph();
        Build(graph);
        var shapes = graph.Inputs.Values.Concat(graph.Variables.Values.Select(variable => variable.Value))
            .ToDictionary(value => value.Name, value => value.Shape, StringComparer.Ordinal);
        return Formula(given.ToDictionary(pair => pair.Key, pair => new HostTensor(shapes[pair.Key], pair.Value), StringComparer.Ordinal));
    }

    /// <summary>
    /// The layer with a loss that weighs each output differently, its gradients, and numbers for everything, the same for the same name.
    /// </summary>
    private (Graph, Value Y, Value Loss, Value[] By, Value[] Gradients, Dictionary<string, double[]>) WithLoss()
    {
        var graph = new Graph();
        var y = Build(graph);
        var random = new Random(Name.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter)));
        var weights = graph.Constant(y.Shape, [.. Enumerable.Range(0, (int)y.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        var loss = (y * weights).Sum();
        Value[] by = [.. graph.Inputs.Values, .. graph.Variables.Values.Select(variable => variable.Value)];
        var given = by.ToDictionary(value => value.Name,
            value => Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)(random.NextSingle() * 2 - 1)).ToArray(),
                StringComparer.Ordinal);
        return (graph, y, loss, by, Gradients.Of(loss, by), given);
    }
}
