using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Analysis;

/// <summary>What a layer of a graph costs.</summary>
/// <param name="Name">The layer's name; an input's for the rows that stand for inputs.</param>
/// <param name="Kind">The name of the operator that multiplies most, the last of equals; <c>Input</c> for inputs.</param>
/// <param name="OutputShape">The shape of the layer's last output.</param>
/// <param name="Parameters">The trainable parameters that it is the first to read.</param>
/// <param name="Weights">Those of them that are no biases, scales or shifts: in variables of two or more dimensions.</param>
/// <param name="Cost">Multiplications and bytes.</param>
public sealed record LayerCost(string Name, string Kind, Shape OutputShape, long Parameters, long Weights, Cost Cost)
{
    /// <summary>The numbers of its output, which a training step keeps for the gradients.</summary>
    public long Activations => OutputShape.Count;
}

/// <summary>What a graph costs, layer by layer: the table that decides whether a network fits a device and a frame.</summary>
/// <param name="Layers">The inputs, then the layers in order; layers that only view numbers under other dimensions are left out.</param>
public sealed record ModelCost(IReadOnlyList<LayerCost> Layers)
{
    /// <summary>All trainable parameters.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>All activations, those of the inputs among them: what a forward pass holds when nothing is freed.</summary>
    public long Activations => Layers.Sum(layer => layer.Activations);

    /// <summary>All costs together.</summary>
    public Cost Total => Layers.Aggregate(default(Cost), (sum, layer) => sum + layer.Cost);

    /// <summary>The cost of what a graph's outputs and updates need; of all nodes where it has neither.</summary>
    public static ModelCost Of(Graph graph)
    {
        var needed = new HashSet<Value>(graph.Outputs.Values.Concat(graph.Updates.Select(update => update.NewValue)));
        if (needed.Count == 0) needed.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        return Of(graph, needed);
    }

    /// <summary>The cost of computing one value: a network without what else its graph does, such as its loss and gradients.</summary>
    public static ModelCost Of(Value value) => Of(value.Graph, [value]);

    private static ModelCost Of(Graph graph, HashSet<Value> needed)
    {
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        var counted = new HashSet<Value>();
        var layers = graph.Inputs.Values.Where(needed.Contains).Select(input => new LayerCost(input.Name, "Input", input.Shape, 0, 0, default)).ToList();
        foreach (var layer in graph.Nodes.Where(node => node.Outputs.Any(needed.Contains)).GroupBy(node => node.Layer, StringComparer.Ordinal))
        {
            var cost = layer.Aggregate(default(Cost), (sum, node) => sum + CostOf(node));
            var parameters = layer.SelectMany(node => node.Inputs).Where(IsParameter).Where(counted.Add).ToArray();
            if (cost == default && parameters.Length == 0) continue;
            // MaxBy takes the first of equals.
            string kind = layer.Reverse().MaxBy(node => CostOf(node).Multiplications)!.Operator.Name;
            layers.Add(new(layer.Key, kind, layer.Last().Outputs[0].Shape, parameters.Sum(p => p.Shape.Count), parameters.Where(p => p.Shape.Rank > 1).Sum(p => p.Shape.Count), cost));
        }
        return new(layers);

        bool IsParameter(Value value) => value.Kind == ValueKind.Variable && graph.Variables[value.Name].Trainable;

        static Cost CostOf(Node node) => node.Operator.Cost([.. node.Inputs.Select(input => input.Shape)]);
    }
}
