using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// What a model's file does not say and its import needs: symbolic dimensions, constant inputs, and where in the graph the model
/// goes.
/// </summary>
public sealed class OnnxBindings
{
    /// <summary>Gets the lengths of symbolic dimensions by name, for example <c>batch</c>.</summary>
    public IDictionary<string, int> Dimensions { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets the shapes of inputs by name. They bind the symbolic dimensions of these inputs too.</summary>
    public IDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>(StringComparer.Ordinal);

    /// <summary>Gets the values of inputs that become constants, by name: those on which shapes depend.</summary>
    public IDictionary<string, OnnxTensor> Values { get; init; } = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);

    /// <summary>Gets the tensors of inputs that are sequences or optional, by name. They become constants.</summary>
    public IDictionary<string, IReadOnlyList<OnnxTensor>> Sequences { get; init; } =
        new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal);

    /// <summary>Gets values of the graph to be used as inputs of the model, by name. All other inputs become inputs of the graph.</summary>
    public IDictionary<string, Value> Inputs { get; init; } = new Dictionary<string, Value>(StringComparer.Ordinal);

    /// <summary>
    /// Gets the scope of the names of inputs and variables. In the scope <c>detector</c> the initializer <c>conv1.weight</c>
    /// becomes the variable <c>detector/conv1.weight</c> and the input <c>image</c> becomes <c>detector/image</c>, so that several
    /// models, or one model several times, fit into one graph and one set of <see cref="Variables"/>. Empty for names as in the
    /// file.
    /// </summary>
    public string Scope { get; init; } = "";

    /// <summary>The name that an input of the model has in the graph.</summary>
    internal string InputName(string name) => Scope.Length == 0 ? name : $"{Scope}/{name}";
}
