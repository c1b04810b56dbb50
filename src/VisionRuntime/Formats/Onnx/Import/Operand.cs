using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// What a name stands for while a model is imported: numbers known on the host, a value of the graph, or both. A value is made of known
/// numbers only when something reads it, so that the arithmetic on shapes leaves no trace in the graph.
/// </summary>
internal sealed class Operand
{
    private readonly Func<Value>? _make;
    private Value? _value;

    private Operand(OnnxType type, Shape shape, OnnxTensor? host, Value? value, Func<Value>? make) => (Type, Shape, Host, _value, _make) = (type, shape, host, value, make);

    /// <summary>The element type that the file gives it.</summary>
    public OnnxType Type { get; }

    /// <summary>The dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers, where they are known at import.</summary>
    public OnnxTensor? Host { get; }

    /// <summary>Whether this is, or is computed from, numbers that training may change: then known numbers do not replace the computation.</summary>
    public bool IsWeight { get; private init; }

    /// <summary>The model's inputs that it is computed from.</summary>
    public IReadOnlyList<string> Sources { get; private init; } = [];

    /// <summary>The elements of a list of tensors; null for a tensor.</summary>
    public IReadOnlyList<Operand>? Elements { get; private init; }

    /// <summary>Whether it may be missing: a list of what is there.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>How many rows are filled, where that is known only when they have been computed; else null.</summary>
    public Value? Rows { get; init; }

    /// <summary>The value in the graph.</summary>
    public Value Value => _value ??= _make!();

    /// <summary>Numbers that become a constant if something computes with them.</summary>
    public static Operand Constant(Graph graph, OnnxTensor tensor, IReadOnlyList<string>? sources = null) =>
        new(tensor.Type, tensor.Shape, tensor, null, () => graph.Constant(tensor.Shape, tensor.FitsFloats ? tensor.ToFloats() : throw new OnnxException("a number of its input is beyond what float32 holds (3.4e38), and devices compute in float32"))) { Sources = sources ?? [] };

    /// <summary>Numbers that become a variable if something computes with them.</summary>
    public static Operand Weight(OnnxTensor tensor, Func<Value> variable) => new(tensor.Type, tensor.Shape, tensor, null, variable) { IsWeight = true };

    /// <summary>A value that the graph computes.</summary>
    public static Operand Computed(Value value, OnnxType type, IReadOnlyList<string> sources, OnnxTensor? host = null, Value? rows = null) =>
        new(type, value.Shape, host, value, null) { Sources = sources, IsWeight = host is not null, Rows = rows };

    /// <summary>A list of tensors.</summary>
    public static Operand List(OnnxType type, IReadOnlyList<Operand> elements) => new(type, elements.Count > 0 ? elements[0].Shape : Shape.Of(0), null, null, NoTensor) { Elements = elements };

    /// <summary>A tensor or a list of tensors, or nothing.</summary>
    public static Operand Maybe(Operand? held, OnnxType type = OnnxType.Float) =>
        new(held?.Type ?? type, held?.Shape ?? Shape.Of(0), null, null, NoTensor) { Elements = held is null ? [] : [held], IsOptional = true };

    private static Value NoTensor() => throw new OnnxException("a list of tensors is read as if it were one tensor");
}
