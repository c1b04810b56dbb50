using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Finds out which tensors of a model are weights, and which of these are statistics rather than trainable parameters.</summary>
internal sealed class Weights
{
    private static readonly Dictionary<string, int[]> Parameters = new(StringComparer.Ordinal)
    {
        ["Conv"] = [1, 2],
        ["ConvTranspose"] = [1, 2],
        ["DeformConv"] = [1, 3],
        ["Gemm"] = [1, 2],
        ["MatMul"] = [1],
        ["PRelu"] = [1],
        ["BatchNormalization"] = [1, 2, 3, 4],
        ["InstanceNormalization"] = [1, 2],
        ["GroupNormalization"] = [1, 2],
        ["LayerNormalization"] = [1, 2],
        ["RMSNormalization"] = [1],
    };

    private static readonly HashSet<string> Views =
        new(StringComparer.Ordinal) { "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose" };

    private static readonly HashSet<string> Products = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "MatMul", "Gemm" };

    private readonly HashSet<string> _statistics = new(StringComparer.Ordinal), _parameters = new(StringComparer.Ordinal);

    /// <param name="nodes">The nodes of the model's main graph, in topological order.</param>
    public Weights(IReadOnlyList<NodeProto> nodes)
    {
        var products = nodes.Where(node => Products.Contains(node.OpType)).SelectMany(node => node.Output)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var node in nodes.Reverse())
        {
            if (node.OpType == "BatchNormalization") _statistics.UnionWith(node.Input.Skip(3).Take(2));
            if (Parameters.TryGetValue(node.OpType, out int[]? indices))
                _parameters.UnionWith(indices.Where(index => index < node.Input.Count).Select(index => node.Input[index]));
            // A bias that is added to a product.
            if (node.OpType == "Add" && node.Input.Any(products.Contains))
                _parameters.UnionWith(node.Input.Where(input => !products.Contains(input)));
            if (Views.Contains(node.OpType) && node.Output.Any(_parameters.Contains)) _parameters.UnionWith(node.Input.Take(1));
        }
    }

    /// <summary>Whether an initializer is a weight: floating-point tensors are, but for those of one element, which are settings.</summary>
    public static bool IsWeight(OnnxTensor tensor) => tensor.Type.IsFloat() && tensor.Count > 1;

    /// <summary>Whether an operator reads the tensor as a weight or bias, directly or through a change of its shape.</summary>
    public bool IsParameter(string name) => _parameters.Contains(name);

    /// <summary>Whether training changes the tensor by its gradient: the mean and variance of batch normalization are statistics.</summary>
    public bool IsTrainable(string name) => !_statistics.Contains(name);
}
