using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// A layer in the sense of papers: a convolution or another operator, together with its normalization and activation function.
/// </summary>
/// <param name="Name">The layer's name in the graph.</param>
/// <param name="Output">The layer's output.</param>
public sealed record NetworkLayer(string Name, Value Output)
{
    /// <summary>Whether the output consists of feature maps: [N, C, H, W] with more than one pixel.</summary>
    public bool HasFeatureMaps => Output.Shape is { Rank: 4 } shape && shape[2] * shape[3] > 1;

    /// <summary>
    /// Returns the layers between a graph's inputs and a value, in order. Nodes with the same layer name are one layer; elementwise
    /// operators belong to the layer whose output they take; reshapes, and nodes that do not depend on an input, are left out.
    /// </summary>
    public static IReadOnlyList<NetworkLayer> Of(Value value)
    {
        var nodes = DataPath(value);
        var elementwise = nodes.GroupBy(step => step.Node.Layer, StringComparer.Ordinal)
            .Where(layer => layer.All(step => step.Node.Operator.IsElementwise && step.Reads.Length == 1))
            .Select(layer => layer.Key).ToHashSet(StringComparer.Ordinal);
        var viewed = new Dictionary<Value, Value>();
        var layers = new List<NetworkLayer>();
        foreach (var (node, reads) in nodes)
        {
            var (result, read) = (node.Outputs[0], viewed.GetValueOrDefault(reads[0], reads[0]));
            if (node.Operator.IsView)
            {
                viewed[result] = read;
                continue;
            }
            int index = elementwise.Contains(node.Layer)
                ? layers.FindIndex(layer => layer.Output == read)
                : layers.FindIndex(layer => layer.Name == node.Layer);
            if (index >= 0) layers[index] = layers[index] with { Output = result };
            else layers.Add(new(node.Layer, result));
        }
        return layers;
    }

    /// <summary>Finds a layer with feature maps by its name.</summary>
    /// <exception cref="ShapeException">There is no such layer; the message lists those with feature maps.</exception>
    public static NetworkLayer WithFeatureMaps(IReadOnlyList<NetworkLayer> layers, string name)
    {
        var candidates = layers.Where(layer => layer.HasFeatureMaps).ToArray();
        return candidates.FirstOrDefault(layer => layer.Name == name) ?? throw new ShapeException(
            $"There is no layer '{name}' with feature maps; available: {string.Join(", ", candidates.Select(layer => layer.Name))}");
    }

    /// <summary>The nodes from the inputs to the value, each with those of its inputs that depend on the graph's inputs.</summary>
    private static List<(Node Node, Value[] Reads)> DataPath(Value value)
    {
        var needed = new HashSet<Value> { value };
        foreach (var node in value.Graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        var dependent = new HashSet<Value>(value.Graph.Inputs.Values);
        var path = new List<(Node, Value[])>();
        foreach (var node in value.Graph.Nodes.Where(node => node.Outputs.Any(needed.Contains)))
        {
            Value[] reads = [.. node.Inputs.Where(dependent.Contains).Distinct()];
            if (reads.Length == 0) continue;
            dependent.UnionWith(node.Outputs);
            path.Add((node, reads));
        }
        return path;
    }
}
