using ShaderKernels.Tests;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Graphs;

/// <summary>
/// A small network that is checked three ways: its graph in double precision against a formula written out in loops, where there is one;
/// its gradients against central differences; the compiled plan on a device against the graph in double precision. The name of the
/// network is the seed of all values.
/// </summary>
/// <param name="Name">What is checked.</param>
/// <param name="Build">Adds the network to a graph.</param>
/// <param name="Formula">The output from the inputs and variables by name.</param>
/// <param name="Training">Whether the graph is for training.</param>
/// <param name="Scale">The factor of the values, which are from -1 to 1.</param>
/// <param name="Give">Replaces a random value: from a name and the random value to the new one; null keeps the random one.</param>
public sealed record NetworkCase(
    string Name, Func<Graph, Value> Build, Func<IReadOnlyDictionary<string, HostTensor>, double[]>? Formula = null,
    bool Training = false, float Scale = 1, Func<string, float, float?>? Give = null)
{
    /// <summary>Every case on every device.</summary>
    public static TheoryData<string, string> OnDevices(IEnumerable<NetworkCase> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (string device in TestDevices.Names)
        {
            foreach (var network in cases) data.Add(device, network.Name);
        }
        return data;
    }

    /// <summary>The graph in double precision gives the values of the formula, and its gradients are those of central differences.</summary>
    public void CheckInDouble()
    {
        var (graph, y, loss, by, gradients, given) = WithLoss();
        if (Formula is not null)
        {
            var shapes = graph.Inputs.Values.Concat(graph.Variables.Values.Select(variable => variable.Value)).ToDictionary(value =>
                value.Name, value => value.Shape, StringComparer.Ordinal);
            var expected = Formula(given.ToDictionary(pair => pair.Key, pair => new HostTensor(shapes[pair.Key], pair.Value),
                StringComparer.Ordinal));
            Agreement.Compare(expected, ReferenceInterpreter.Run(graph, given, y)[0], 1e-6, Name);
        }
        CentralDifferences.Check(graph, loss, by, gradients, given, Name, 10, 2e-6);
    }

    /// <summary>The plan on the device gives the values of the graph, gradients too.</summary>
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
            else if (variables.Contains(name)) variables.Write(name, floats);
        }
        plan.Run();
        plan.Run();
        double[][] expected = ReferenceInterpreter.Run(graph, given, [y, .. gradients]);
        Agreement.Compare(expected[0], [.. plan.Output("y").ToArray()], 1e-4, $"{Name} on {device}");
        for (int i = 0; i < by.Length; i++) Agreement.Compare(expected[i + 1], [.. plan.Output($"gradient {i}").ToArray()], 1e-4,
            $"{Name} on {device}: gradient of {by[i].Name}");
    }

    /// <summary>
    /// The network with a loss that weighs each output differently, its gradients by inputs and trainable variables, and numbers for
    /// everything.
    /// </summary>
    private (Graph, Value Y, Value Loss, Value[] By, Value[] Gradients, Dictionary<string, double[]>) WithLoss()
    {
        var graph = new Graph(Training);
        var y = Build(graph);
        var random = new Random(Name.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter)));
        var weights = graph.Constant(y.Shape, [.. Enumerable.Range(0, (int)y.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        var loss = (y * weights).Sum();
        Value[] all = [.. graph.Inputs.Values, .. graph.Variables.Values.Select(variable => variable.Value)];
        var given = all.ToDictionary(value => value.Name, value => Enumerable.Range(0, (int)value.Shape.Count).Select(_ =>
            Number(value.Name)).ToArray(), StringComparer.Ordinal);
        Value[] by = [.. graph.Inputs.Values.Where(input => !input.Name.StartsWith("fixed", StringComparison.Ordinal)),
            .. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        return (graph, y, loss, by, Gradients.Of(loss, by), given);

        double Number(string name)
        {
            float number = (random.NextSingle() * 2 - 1) * Scale;
            return Give?.Invoke(name, number) ?? number;
        }
    }
}
