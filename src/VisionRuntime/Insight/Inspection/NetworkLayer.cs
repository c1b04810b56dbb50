using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Inspection;

/// <summary>A layer as people draw it: what it computes from the picture, behind its normalization and activation function.</summary>
/// <param name="Name">The layer's name in the graph.</param>
/// <param name="Output">What it gives.</param>
public sealed record NetworkLayer(string Name, Value Output)
{
    /// <summary>Whether its units have places on the picture: [N, C, H, W] of more than one pixel.</summary>
    public bool HasMaps => Output.Shape is { Rank: 4 } shape && shape[2] * shape[3] > 1;

    /// <summary>
    /// The layers between a graph's inputs and a value, in order. Nodes of one named layer are one; elementwise steps on a layer's output belong to it; views of
    /// the same numbers and what depends on no input are left out.
    /// </summary>
    public static IReadOnlyList<NetworkLayer> Of(Value value)
    {
        var nodes = DataPath(value);
        var elementwise = nodes.GroupBy(step => step.Node.Layer, StringComparer.Ordinal).Where(layer => layer.All(step => step.Node.Operator is Map && step.Reads.Length == 1))
            .Select(layer => layer.Key).ToHashSet(StringComparer.Ordinal);
        var viewed = new Dictionary<Value, Value>();
        var layers = new List<NetworkLayer>();
        foreach (var (node, reads) in nodes)
        {
            var (result, read) = (node.Outputs[0], viewed.GetValueOrDefault(reads[0], reads[0]));
            if (node.Operator is Reshape or Detach)
            {
                viewed[result] = read;
                continue;
            }
            int place = elementwise.Contains(node.Layer) ? layers.FindIndex(layer => layer.Output == read) : layers.FindIndex(layer => layer.Name == node.Layer);
            if (place >= 0) layers[place] = layers[place] with { Output = result };
            else layers.Add(new(node.Layer, result));
        }
        return layers;
    }

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ShapeException">There is none, or none with feature maps; the message lists those there are.</exception>
    public static NetworkLayer WithMaps(IReadOnlyList<NetworkLayer> layers, string name) =>
        layers.FirstOrDefault(layer => layer.Name == name && layer.HasMaps) ?? throw new ShapeException(
            $"There is no layer '{name}' with feature maps; there are: {string.Join(", ", layers.Where(layer => layer.HasMaps).Select(layer => layer.Name))}");

    /// <summary>The nodes that lead from the inputs to the value, each with those of its inputs that depend on the graph's.</summary>
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
