using ShaderKernels.Operators;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Graphs;

/// <summary>Runs a graph node by node in double precision, from the formulas of the shared reference.</summary>
public static class ReferenceInterpreter
{
    /// <summary>The values of <paramref name="wanted"/> when inputs and variables hold the given numbers.</summary>
    public static double[][] Run(Graph graph, IReadOnlyDictionary<string, double[]> given, params Value[] wanted) =>
        Run(graph, given, new Dictionary<Value, double[]>(), wanted);

    /// <summary>The same with some values held at numbers, whatever they would be.</summary>
    public static double[][] Run(Graph graph, IReadOnlyDictionary<string, double[]> given, IReadOnlyDictionary<Value, double[]> held,
        params Value[] wanted)
    {
        var values = new Dictionary<Value, double[]>(held);
        foreach (var (name, value) in graph.Inputs) values[value] = given[name];
        foreach (var (name, variable) in graph.Variables) values[variable.Value] = given[name];
        foreach (var (value, numbers) in graph.Constants) values[value] = [.. numbers.Select(number => (double)number)];
        foreach (var node in Leading(graph, wanted))
        {
            HostTensor[] inputs = [.. node.Inputs.Select(input => new HostTensor(input.Shape, values[input]))];
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (held.ContainsKey(node.Outputs[i])) continue;
                values[node.Outputs[i]] = node.Operator.IsView ? inputs[0].Values : References.Run(node.Operator, i, inputs);
            }
        }
        return [.. wanted.Select(value => values[value])];
    }

    /// <summary>What is detached on the way to a value.</summary>
    public static Value[] Detached(Graph graph, Value value) => [.. Leading(graph, value).Where(node =>
        node.Operator is Detach).Select(node => node.Outputs[0])];

    /// <summary>The nodes that lead to the values, in an order they can run in.</summary>
    private static IEnumerable<Node> Leading(Graph graph, params Value[] wanted)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Value>(wanted);
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || !needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
        }
        return graph.Nodes.Where(needed.Contains);
    }
}
