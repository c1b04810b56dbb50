using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// What a name of the model stands for during import: a tensor that is known on the host, a value of the graph, or both. The value
/// of a known tensor is created only when a node of the graph reads it, so that shape computations leave no nodes behind.
/// </summary>
internal sealed class Operand
{
    /// <summary>
    /// Filled tensors with more elements than this become a scalar that is expanded on the device rather than a constant.
    /// </summary>
    private const int MaxFilledConstant = 1024;

    private readonly Func<Value>? _create;
    private Value? _value;

    private Operand(OnnxType type, Shape shape, OnnxTensor? host, Value? value, Func<Value>? create) =>
        (Type, Shape, Host, _value, _create) = (type, shape, host, value, create);

    /// <summary>The element type in the file.</summary>
    public OnnxType Type { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The tensor, where it is known at import; else null.</summary>
    public OnnxTensor? Host { get; }

    /// <summary>
    /// Whether this is a weight or computed from one. Training may change it, so its host tensor must not replace the computation.
    /// </summary>
    public bool IsWeight { get; private init; }

    /// <summary>The names of the model's inputs that it depends on.</summary>
    public IReadOnlyList<string> Sources { get; private init; } = [];

    /// <summary>The elements of a sequence or optional; null for a tensor.</summary>
    public IReadOnlyList<Operand>? Elements { get; private init; }

    /// <summary>Whether this is an optional; its elements are then at most one.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>A value that holds the number of valid rows, where it is known only at run time; else null.</summary>
    public Value? RowCount { get; init; }

    /// <summary>The value in the graph.</summary>
    public Value Value => _value ??= _create!();

    /// <summary>A known tensor, which becomes a constant of the graph where a node reads it.</summary>
    public static Operand Constant(Graph graph, OnnxTensor tensor, IReadOnlyList<string>? sources = null) =>
        new(tensor.Type, tensor.Shape, tensor, null, () => ToConstant(graph, tensor)) { Sources = sources ?? [] };

    /// <summary>A weight, which becomes a variable of the graph where a node reads it.</summary>
    public static Operand Weight(OnnxTensor tensor, Func<Value> createVariable) =>
        new(tensor.Type, tensor.Shape, tensor, null, createVariable) { IsWeight = true };

    /// <summary>A value of the graph.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The element type in the file.</param>
    /// <param name="sources">The model's inputs that it depends on.</param>
    /// <param name="host">Its initial value, where it is computed from weights alone.</param>
    /// <param name="rowCount">The number of valid rows, where it is known only at run time.</param>
    public static Operand Computed(
        Value value, OnnxType type, IReadOnlyList<string> sources, OnnxTensor? host = null, Value? rowCount = null) =>
        new(type, value.Shape, host, value, null) { Sources = sources, IsWeight = host is not null, RowCount = rowCount };

    /// <summary>A sequence of tensors.</summary>
    public static Operand Sequence(OnnxType type, IReadOnlyList<Operand> elements) =>
        new(type, elements.Count > 0 ? elements[0].Shape : Shape.Of(0), null, null, NotATensor) { Elements = elements };

    /// <summary>An optional tensor or sequence; empty where <paramref name="element"/> is null.</summary>
    public static Operand Optional(Operand? element, OnnxType type = OnnxType.Float) =>
        new(element?.Type ?? type, element?.Shape ?? Shape.Of(0), null, null, NotATensor)
        {
            Elements = element is null ? [] : [element],
            IsOptional = true,
        };

    private static Value ToConstant(Graph graph, OnnxTensor tensor)
    {
        if (!tensor.FitsFloats)
            throw new OnnxException("an element of its input exceeds the range of float32 (3.4e38), in which devices compute");
        return tensor.IsFilled && tensor.Count > MaxFilledConstant
            ? graph.Constant([], (float)tensor[0]).Expand(tensor.Shape)
            : graph.Constant(tensor.Shape, tensor.ToFloats());
    }

    private static Value NotATensor() => throw new OnnxException("a sequence is used as a tensor");
}
