using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>One node as its handler sees it: inputs, attributes with their defaults, and where the results go.</summary>
internal sealed class NodeCall(Graph graph, NodeProto node, int version, Operand?[] inputs, ExternalData external, IScope scope)
{
    private readonly Operand?[] _results = new Operand?[node.Output.Count];

    /// <summary>The graph that grows.</summary>
    public Graph Graph => graph;

    /// <summary>The version of the operator set that the model is written in.</summary>
    public int Version => version;

    /// <summary>The node as messages name it.</summary>
    public string Name { get; } = ModelCheck.Describe(node);

    /// <summary>The node's own name; null where it has none.</summary>
    public string? NodeName => node.Name.Length > 0 ? node.Name : null;

    /// <summary>The operator.</summary>
    public string Operator => node.OpType;

    /// <summary>The number of inputs written down, left-out ones among them.</summary>
    public int Count => inputs.Length;

    /// <summary>What the handler returned, in the order of the node's outputs.</summary>
    public IReadOnlyList<Operand?> Results => _results;

    /// <summary>The model's inputs that this node's inputs are computed from.</summary>
    public string[] Sources => [.. inputs.SelectMany(input => input?.Sources ?? []).Distinct(StringComparer.Ordinal)];

    /// <summary>The value of an input that must be there.</summary>
    public Value this[int index] => Operand(index).Value;

    /// <summary>Whether an optional input is there.</summary>
    public bool Has(int index) => index < inputs.Length && inputs[index] is not null;

    /// <summary>The value of an input, or null where it is left out.</summary>
    public Value? Optional(int index) => Has(index) ? Operand(index).Value : null;

    /// <summary>An input that must be there.</summary>
    public Operand Operand(int index)
    {
        var operand = index < inputs.Length && inputs[index] is { } given ? given : throw Error($"its input {index} is missing");
        if (operand.Rows is not null) throw Unsupported($"of a result whose number of rows is known only when it has been computed");
        if (operand.Elements is not null) throw Unsupported("of a list of tensors");
        return operand;
    }

    /// <summary>An input that must be there and may be a list of tensors.</summary>
    public Operand Any(int index) => index < inputs.Length && inputs[index] is { Elements: not null } list ? list : Operand(index);

    /// <summary>The elements of an input that is a list of tensors.</summary>
    public IReadOnlyList<Operand> List(int index) => Any(index).Elements ?? throw Error($"its input {index} is one tensor and must be a list of them");

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> InputNames => node.Input;

    /// <summary>What a name stands for here.</summary>
    public Operand Named(string name) => scope.Find(name) ?? throw Error($"it reads '{name}', which nothing gives");

    /// <summary>A graph among the attributes.</summary>
    public GraphProto Body(string name) => Find(name, out var attribute) && attribute.G is { } body ? body : throw Error($"it has no {name}");

    /// <summary>Adds the nodes of a graph among the attributes, for some inputs, and gives its outputs.</summary>
    public Operand[] Run(GraphProto body, IReadOnlyList<Operand> arguments) => scope.Run(body, arguments);

    public Shape ShapeOf(int index) => Operand(index).Shape;

    public OnnxType TypeOf(int index) => Operand(index).Type;

    /// <summary>An input whose numbers decide what is built.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="OnnxValueNeededException">They are not known.</exception>
    public OnnxTensor Known(int index, string what) => Known(Operand(index), what);

    private OnnxTensor Known(Operand operand, string what)
    {
        if (operand.Host is { } host) return host;
        string from = operand.Sources.Count > 0 ? $"bind the values of {string.Join(", ", operand.Sources.Select(source => $"'{source}'"))}" : "it is computed on the device";
        throw new OnnxValueNeededException($"{Name}: its {what} must be known when the model is imported; {from}", operand.Sources);
    }

    /// <summary>An input of whole numbers that decides what is built.</summary>
    public long[] KnownIntegers(int index, string what) => Known(index, what).ToIntegers();

    /// <summary>An input of one number that decides what is built.</summary>
    public double KnownNumber(int index, string what) => KnownNumber(Operand(index), what);

    /// <summary>One number that decides what is built.</summary>
    public double KnownNumber(Operand operand, string what)
    {
        var tensor = Known(operand, what);
        return tensor.Count == 1 ? tensor[0] : throw Error($"its {what} is {tensor.Shape} and must be one number");
    }

    /// <summary>Whether the model uses an output.</summary>
    public bool Wants(int output) => output < node.Output.Count && node.Output[output].Length > 0;

    /// <summary>The number of outputs written down.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>Gives the first output, of the first input's type where none is given.</summary>
    public void Return(Value value, OnnxType? type = null) => Return(0, value, type);

    /// <summary>Gives an output.</summary>
    public void Return(int output, Value value, OnnxType? type = null)
    {
        if (Wants(output)) _results[output] = Import.Operand.Computed(value, type ?? TypeOf(0), Sources);
    }

    /// <summary>Gives an output of which only the first rows are filled, as many as a computed number says.</summary>
    public void Return(int output, Value value, OnnxType type, Value rows)
    {
        if (Wants(output)) _results[output] = Import.Operand.Computed(value, type, Sources, rows: rows);
    }

    /// <summary>Gives an output whose numbers are known.</summary>
    public void Return(int output, OnnxTensor tensor)
    {
        if (Wants(output)) _results[output] = Import.Operand.Constant(graph, tensor, Sources);
    }

    /// <summary>Gives an output that is an input.</summary>
    public void Pass(int output, Operand operand)
    {
        if (Wants(output)) _results[output] = operand;
    }

    public bool HasAttribute(string name) => Find(name, out _);

    public long Int(string name, long missing = 0) => Find(name, out var attribute) ? attribute.I : missing;

    public float Float(string name, float missing = 0) => Find(name, out var attribute) ? attribute.F : missing;

    public string Text(string name, string missing = "") => Find(name, out var attribute) ? attribute.S.ToStringUtf8() : missing;

    public long[]? Ints(string name) => Find(name, out var attribute) ? [.. attribute.Ints] : null;

    public float[]? Floats(string name) => Find(name, out var attribute) ? [.. attribute.Floats] : null;

    public string[] Texts(string name) => Find(name, out var attribute) ? [.. attribute.Strings.Select(text => text.ToStringUtf8())] : [];

    public OnnxTensor? Tensor(string name) => Find(name, out var attribute) && attribute.T is { } tensor ? TensorReader.Read(tensor, $"{Name}: {name}", external) : null;

    /// <summary>Whole numbers that older models give as an attribute and newer ones as an input; null where neither is there.</summary>
    public long[]? IntsOrInput(string name, int index) => Ints(name) ?? (Has(index) ? KnownIntegers(index, name) : null);

    /// <summary>An axis, counted from the end where it is negative.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw Error($"axis {axis} is not there; its input has {rank} axes");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>A whole number that fits a dimension.</summary>
    public int Dimension(long value) => value is >= 0 and <= int.MaxValue ? (int)value : throw Error($"the dimension {value} is no length");

    public Value Map(Expression expression, params IReadOnlyList<Value> values) => graph.Map(expression, values);

    public Value Apply(Operator @operator, params IReadOnlyList<Value> values) => graph.Apply(@operator, NodeName, values)[0];

    /// <summary>An error of this node.</summary>
    public OnnxException Error(string sentence) => new($"{Name}: {sentence}");

    /// <summary>A form of the operator that is not supported.</summary>
    public OnnxUnsupportedException Unsupported(string form) => new(Name, [Operator], [$"{Operator} {form}"]);

    private bool Find(string name, [NotNullWhen(true)] out AttributeProto? attribute)
    {
        attribute = node.Attribute.FirstOrDefault(candidate => candidate.Name == name);
        return attribute is not null;
    }
}
