using ShaderKernels.Operators;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Graphs;

/// <summary>Runs a graph node by node in double precision, from the formulas of the shared reference.</summary>
public static class ReferenceInterpreter
{
    /// <summary>The values of <paramref name="wanted"/> when inputs and variables hold the given numbers.</summary>
    public static double[][] Run(Graph graph, IReadOnlyDictionary<string, double[]> given, params Value[] wanted)
    {
        var values = new Dictionary<Value, double[]>();
        foreach (var (name, value) in graph.Inputs) values[value] = given[name];
        foreach (var (name, variable) in graph.Variables) values[variable.Value] = given[name];
        foreach (var (value, numbers) in graph.Constants) values[value] = [.. numbers.Select(number => (double)number)];
        foreach (var node in graph.Nodes)
        {
            Numbers[] inputs = [.. node.Inputs.Select(input => new Numbers(input.Shape, values[input]))];
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                values[node.Outputs[i]] = node.Operator switch
                {
                    Reshape or Detach => inputs[0].Values,
                    _ => References.Run(node.Operator, i, inputs),
                };
            }
        }
        return [.. wanted.Select(value => values[value])];
    }
}
