using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Analysis;

/// <summary>The cost of a layer of a graph.</summary>
/// <param name="Name">The name of the layer or input.</param>
/// <param name="Kind">The name of the operator with the most multiplications, the last of equals; <c>Input</c> for inputs.</param>
/// <param name="OutputShape">The shape of the last output of the layer.</param>
/// <param name="Parameters">The number of trainable parameters; shared parameters count in the first layer that uses them.</param>
/// <param name="Weights">The number of parameters in variables of two or more dimensions, without biases, scales and shifts.</param>
/// <param name="Cost">The multiplications and bytes.</param>
public sealed record LayerCost(string Name, string Kind, Shape OutputShape, long Parameters, long Weights, Cost Cost)
{
    /// <summary>Gets the number of elements of the output, which a training step keeps for the gradients.</summary>
    public long Activations => OutputShape.Count;
}

/// <summary>The cost of a graph, layer by layer.</summary>
/// <param name="Layers">The inputs, then the layers in order, without layers that are only views.</param>
public sealed record ModelCost(IReadOnlyList<LayerCost> Layers)
{
    /// <summary>Gets the number of trainable parameters.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Gets the number of activations, including the inputs.</summary>
    public long Activations => Layers.Sum(layer => layer.Activations);

    /// <summary>Gets the total cost.</summary>
    public Cost Total => Layers.Aggregate(default(Cost), (sum, layer) => sum + layer.Cost);

    /// <summary>Computes the cost of the outputs and updates of a graph, or of all nodes if it has neither.</summary>
    public static ModelCost Of(Graph graph)
    {
        var needed = new HashSet<Value>(graph.Outputs.Values.Concat(graph.Updates.Select(update => update.NewValue)));
        if (needed.Count == 0) needed.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        return Of(graph, needed);
    }

    /// <summary>Computes the cost of one value, for example of a network without its loss and gradients.</summary>
    public static ModelCost Of(Value value) => Of(value.Graph, [value]);

    private static ModelCost Of(Graph graph, HashSet<Value> needed)
    {
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        var counted = new HashSet<Value>();
        var layers = graph.Inputs.Values.Where(needed.Contains)
            .Select(input => new LayerCost(input.Name, "Input", input.Shape, 0, 0, default)).ToList();
        foreach (var layer in graph.Nodes.Where(node => node.Outputs.Any(needed.Contains))
            .GroupBy(node => node.Layer, StringComparer.Ordinal))
        {
            var cost = layer.Aggregate(default(Cost), (sum, node) => sum + CostOf(node));
            var parameters = layer.SelectMany(node => node.Inputs).Where(IsParameter).Where(counted.Add).ToArray();
            if (cost == default && parameters.Length == 0) continue;
            // MaxBy returns the first of equals.
            string kind = layer.Reverse().MaxBy(node => CostOf(node).Multiplications)!.Operator.Name;
            layers.Add(new(layer.Key, kind, layer.Last().Outputs[0].Shape, parameters.Sum(p => p.Shape.Count),
                parameters.Where(p => p.Shape.Rank > 1).Sum(p => p.Shape.Count), cost));
        }
        return new(layers);

        bool IsParameter(Value value) => value.Kind == ValueKind.Variable && graph.Variables[value.Name].Trainable;

        static Cost CostOf(Node node) => node.Operator.Cost([.. node.Inputs.Select(input => input.Shape)]);
    }
}
