using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>A node as the handler of its operator sees it: its inputs, its attributes with their defaults, and its results.</summary>
internal sealed class NodeCall(
    Graph graph, NodeProto node, int version, Operand?[] inputs, ExternalData external, ISubgraphRunner scope)
{
    private readonly Operand?[] _results = new Operand?[node.Output.Count];

    /// <summary>The graph that the node is imported into.</summary>
    public Graph Graph => graph;

    /// <summary>The version of the operator set.</summary>
    public int Version => version;

    /// <summary>The operator and name of the node, for error messages.</summary>
    public string Name { get; } = ModelCheck.Describe(node);

    /// <summary>The node's name; null where it has none.</summary>
    public string? NodeName => node.Name.Length > 0 ? node.Name : null;

    /// <summary>The operator's name.</summary>
    public string Operator => node.OpType;

    /// <summary>The number of inputs, including omitted optional ones before the last.</summary>
    public int InputCount => inputs.Length;

    /// <summary>The number of outputs, including omitted optional ones before the last.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> InputNames => node.Input;

    /// <summary>The results that the handler returned, in the order of the node's outputs.</summary>
    public IReadOnlyList<Operand?> Results => _results;

    /// <summary>The model's inputs that this node depends on.</summary>
    public string[] Sources => [.. inputs.SelectMany(input => input?.Sources ?? []).Distinct(StringComparer.Ordinal)];

    /// <summary>The value of a required input.</summary>
    public Value this[int index] => Operand(index).Value;

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int index) => index < inputs.Length && inputs[index] is not null;

    /// <summary>Whether an optional output is used.</summary>
    public bool HasOutput(int output) => output < node.Output.Count && node.Output[output].Length > 0;

    /// <summary>The value of an optional input; null where it is omitted.</summary>
    public Value? Optional(int index) => Has(index) ? Operand(index).Value : null;

    /// <summary>A required input that must be a tensor.</summary>
    public Operand Operand(int index)
    {
        var operand = index < inputs.Length && inputs[index] is { } given ? given : throw Error($"input {index} is missing");
        if (operand.RowCount is not null) throw Unsupported("of a result whose number of rows is known only at run time");
        if (operand.Elements is not null) throw Unsupported("of a sequence");
        return operand;
    }

    /// <summary>A required input that may be a tensor, a sequence or optional.</summary>
    public Operand AnyOperand(int index) =>
        index < inputs.Length && inputs[index] is { Elements: not null } sequence ? sequence : Operand(index);

    /// <summary>The elements of a required input that must be a sequence.</summary>
    public IReadOnlyList<Operand> Elements(int index) =>
        AnyOperand(index).Elements ?? throw Error($"input {index} is a tensor and must be a sequence");

    /// <summary>The operand of a name that the node can see.</summary>
    public Operand Lookup(string name) => scope.Find(name) ?? throw Error($"it reads '{name}', which is not defined");

    /// <summary>A subgraph among the attributes.</summary>
    public GraphProto Subgraph(string name) =>
        Find(name, out var attribute) && attribute.G is { } body ? body : throw Error($"the attribute '{name}' is missing");

    /// <summary>Imports the nodes of a subgraph for the given inputs and returns its outputs.</summary>
    public Operand[] Run(GraphProto body, IReadOnlyList<Operand> arguments) => scope.Run(body, arguments);

    public Shape ShapeOf(int index) => Operand(index).Shape;

    public OnnxType TypeOf(int index) => Operand(index).Type;

    /// <summary>The tensor of an input that must be known at import, because the structure of the graph depends on it.</summary>
    /// <param name="index">The index of the input.</param>
    /// <param name="what">What the error message calls it.</param>
    /// <exception cref="OnnxValueNeededException">It is not known.</exception>
    public OnnxTensor Known(int index, string what) => Known(Operand(index), what);

    private OnnxTensor Known(Operand operand, string what)
    {
        if (operand.Host is { } host) return host;
        string names = string.Join(", ", operand.Sources.Select(source => $"'{source}'"));
        string reason = operand.Sources.Count > 0
            ? $"give the values of {names} in {nameof(OnnxBindings.Values)}"
            : "it is computed on the device";
        throw new OnnxValueNeededException($"{Name}: its {what} must be known when the model is imported; {reason}", operand.Sources);
    }

    /// <summary>An integer tensor that must be known at import.</summary>
    public long[] KnownIntegers(int index, string what) => Known(index, what).ToIntegers();

    /// <summary>A scalar that must be known at import.</summary>
    public double KnownScalar(int index, string what) => KnownScalar(Operand(index), what);

    /// <summary>A scalar that must be known at import.</summary>
    public double KnownScalar(Operand operand, string what)
    {
        var tensor = Known(operand, what);
        return tensor.Count == 1 ? tensor[0] : throw Error($"its {what} is {tensor.Shape} and must be a scalar");
    }

    /// <summary>Sets the first output, with the type of the first input by default.</summary>
    public void Return(Value value, OnnxType? type = null) => Return(0, value, type);

    /// <summary>Sets an output, with the type of the first input by default.</summary>
    public void Return(int output, Value value, OnnxType? type = null)
    {
        if (HasOutput(output)) _results[output] = Import.Operand.Computed(value, type ?? TypeOf(0), Sources);
    }

    /// <summary>Sets an output of which only the first rows are valid.</summary>
    public void Return(int output, Value value, OnnxType type, Value rowCount)
    {
        if (HasOutput(output)) _results[output] = Import.Operand.Computed(value, type, Sources, rowCount: rowCount);
    }

    /// <summary>Sets an output to a known tensor.</summary>
    public void Return(int output, OnnxTensor tensor)
    {
        if (HasOutput(output)) _results[output] = Import.Operand.Constant(graph, tensor, Sources);
    }

    /// <summary>Sets an output to an operand, for example to one of the inputs.</summary>
    public void Return(int output, Operand operand)
    {
        if (HasOutput(output)) _results[output] = operand;
    }

    public bool HasAttribute(string name) => Find(name, out _);

    public long Int(string name, long defaultValue = 0) => Find(name, out var attribute) ? attribute.I : defaultValue;

    public float Float(string name, float defaultValue = 0) => Find(name, out var attribute) ? attribute.F : defaultValue;

    public string String(string name, string defaultValue = "") =>
        Find(name, out var attribute) ? attribute.S.ToStringUtf8() : defaultValue;

    public long[]? Ints(string name) => Find(name, out var attribute) ? [.. attribute.Ints] : null;

    public float[]? Floats(string name) => Find(name, out var attribute) ? [.. attribute.Floats] : null;

    public string[] Strings(string name) => Find(name, out var attribute) ? [.. attribute.Strings.Select(text => text.ToStringUtf8())] : [];

    public OnnxTensor? Tensor(string name) =>
        Find(name, out var attribute) && attribute.T is { } tensor ? TensorReader.Read(tensor, $"{Name}: {name}", external) : null;

    /// <summary>An element type among the attributes; null where it is not given.</summary>
    public OnnxType? Type(string name) => Find(name, out var attribute) ? OnnxTypes.Of(checked((int)attribute.I), Name) : null;

    /// <summary>Integers that are an attribute in old versions and an input in new ones; null where neither is given.</summary>
    public long[]? IntsOrInput(string name, int index) => Ints(name) ?? (Has(index) ? KnownIntegers(index, name) : null);

    /// <summary>The index of an axis; a negative one counts from the end.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw Error($"axis {axis} is out of range for a tensor of rank {rank}");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>A length, count or other non-negative integer.</summary>
    public int Dimension(long value) =>
        value is >= 0 and <= int.MaxValue ? (int)value : throw Error($"the dimension {value} is out of range");

    /// <summary>Lengths, counts or other non-negative integers.</summary>
    public int[] Dimensions(IEnumerable<long> values) => [.. values.Select(Dimension)];

    /// <summary>The shape with the given dimensions.</summary>
    /// <exception cref="OnnxException">A dimension is negative, or a tensor of the shape would be too large.</exception>
    public Shape ToShape(IReadOnlyList<long> dimensions) => TensorReader.ShapeOf(dimensions, Name);

    public Value Map(Expression expression, params IReadOnlyList<Value> values) => graph.Map(expression, values);

    public Value Apply(Operator @operator, params IReadOnlyList<Value> values) => graph.Apply(@operator, NodeName, values)[0];

    /// <summary>The constant 0, 1, 2, ... in row-major order.</summary>
    public Value Range(Shape shape) => graph.Constant(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)i)]);

    /// <summary>An error in this node.</summary>
    public OnnxException Error(string sentence) => new($"{Name}: {sentence}");

    /// <summary>The operator is supported, but not in this form.</summary>
    public OnnxUnsupportedException Unsupported(string form) => new(Name, [Operator], [$"{Operator} {form}"]);

    private bool Find(string name, [NotNullWhen(true)] out AttributeProto? attribute)
    {
        attribute = node.Attribute.FirstOrDefault(candidate => candidate.Name == name);
        return attribute is not null;
    }
}
