using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>What a model's file leaves open and its import must know.</summary>
public sealed class OnnxBindings
{
    /// <summary>The lengths of named dimensions, for example <c>batch</c>.</summary>
    public IDictionary<string, int> Dimensions { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Shapes of inputs, by name; they also bind the named dimensions in them.</summary>
    public IDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>(StringComparer.Ordinal);

    /// <summary>Inputs whose values are fixed at import: those that decide shapes.</summary>
    public IDictionary<string, OnnxTensor> Values { get; init; } = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);

    /// <summary>Lists of tensors for inputs that are sequences or optional; they too are fixed at import.</summary>
    public IDictionary<string, IReadOnlyList<OnnxTensor>> Sequences { get; init; } = new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal);

    /// <summary>Values of the graph that take the place of inputs; inputs that are not here become inputs of the graph.</summary>
    public IDictionary<string, Value> Inputs { get; init; } = new Dictionary<string, Value>(StringComparer.Ordinal);

    /// <summary>Put before the names of inputs and variables, so that several models fit into one graph; for example <c>detector/</c>.</summary>
    public string Prefix { get; init; } = "";
}
