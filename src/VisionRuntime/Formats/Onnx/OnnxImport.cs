using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>What the import of a model added to a graph.</summary>
/// <param name="Inputs">The values that stand for the model's inputs, by name; those that were bound to numbers are not among them.</param>
/// <param name="Outputs">The model's outputs by name, in its order.</param>
public sealed record OnnxImport(IReadOnlyDictionary<string, Value> Inputs, IReadOnlyDictionary<string, OnnxResult> Outputs)
{
    /// <summary>The value that computes an output.</summary>
    /// <exception cref="OnnxException">There is no such output, or its numbers are known without computing.</exception>
    public Value Output(string name) => Outputs.TryGetValue(name, out var result)
        ? result.Value ?? throw new OnnxException($"the output '{name}' does not depend on the model's inputs; its numbers are in Known")
        : throw new OnnxException($"the model has no output '{name}'; there are: {string.Join(", ", Outputs.Keys)}");
}

/// <summary>An output of an imported model.</summary>
/// <param name="Type">The element type; in the graph the numbers are float32 all the same.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Value">What computes it; null where its numbers are known without computing.</param>
/// <param name="Known">The tensor where its numbers are known without computing; else empty.</param>
/// <param name="Rows">How many rows of the value are filled, where that is known only when it has been computed (boxes that were kept); else null.</param>
/// <param name="Elements">The tensors of an output that is a list of them, or of one that may be missing; else null.</param>
public sealed record OnnxResult(OnnxType Type, Shape Shape, Value? Value, IReadOnlyList<OnnxTensor> Known, Value? Rows = null, IReadOnlyList<OnnxResult>? Elements = null);
