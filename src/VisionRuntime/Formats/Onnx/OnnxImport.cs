using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>The inputs and outputs of a model that was imported into a graph.</summary>
/// <param name="Inputs">The values of the model's inputs by name, without those that became constants.</param>
/// <param name="Outputs">The model's outputs by name, in the order of the file.</param>
public sealed record OnnxImport(IReadOnlyDictionary<string, Value> Inputs, IReadOnlyDictionary<string, OnnxResult> Outputs)
{
    /// <summary>Gets the value of an output.</summary>
    /// <exception cref="OnnxException">The model has no such output, or the output is a constant or a sequence.</exception>
    public Value Output(string name) => Outputs.TryGetValue(name, out var result)
        ? result.Value ?? throw new OnnxException($"the output '{name}' does not depend on the model's inputs; read its Constant")
        : throw new OnnxException($"the model has no output '{name}'; its outputs are: {string.Join(", ", Outputs.Keys)}");
}

/// <summary>An output of an imported model.</summary>
/// <param name="Type">The element type in the file; in the graph every element is float32.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Value">The value in the graph; null for constants and sequences.</param>
/// <param name="Constant">The tensor, where it does not depend on the model's inputs; else null.</param>
/// <param name="RowCount">
/// A value that holds the number of valid rows, where that is known only at run time (the boxes that non-maximum suppression
/// selects); else null.
/// </param>
/// <param name="Elements">The elements of a sequence or optional output; null for tensors.</param>
public sealed record OnnxResult(
    OnnxType Type,
    Shape Shape,
    Value? Value,
    OnnxTensor? Constant = null,
    Value? RowCount = null,
    IReadOnlyList<OnnxResult>? Elements = null);
