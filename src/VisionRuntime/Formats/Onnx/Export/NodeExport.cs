using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>A node of a graph as its writer sees it: the names of its inputs, and methods that add nodes to the file.</summary>
internal sealed class NodeExport(GraphBuilder file, Node node, Func<Value, bool> isBatched, int opset)
{
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    public Node Node => node;

    /// <summary>The version of the operator set that the file is written in.</summary>
    public int Opset => opset;

    /// <summary>The shape of the first output.</summary>
    public Shape Output => node.Outputs[0].Shape;

    /// <summary>Whether the first axis of the outputs is the symbolic batch dimension.</summary>
    public bool IsBatched { get; } = node.Inputs.Any(isBatched);

    /// <summary>The name of an input in the file.</summary>
    public string Input(int index) => file.NameOf(node.Inputs[index]);

    public string NameOf(Value value) => file.NameOf(value);

    public Shape ShapeOf(int index) => node.Inputs[index].Shape;

    /// <summary>
    /// Adds an ONNX node with one output. The first one added has the name of the graph's node, others its name and their operator.
    /// </summary>
    public string Add(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) =>
        Add(operation, inputs, 1, attributes)[0];

    /// <summary>Adds an ONNX node with several outputs.</summary>
    public string[] Add(string operation, IEnumerable<string> inputs, int outputs, IEnumerable<AttributeProto> attributes)
    {
        string name = file.UniqueNodeName(_nodes.Count == 0 ? node.Name : $"{node.Name}/{operation}");
        var proto = new NodeProto { OpType = operation, Name = name };
        proto.Input.AddRange(inputs);
        proto.Attribute.AddRange(attributes);
        for (int i = 0; i < outputs; i++)
        {
            string output = file.UniqueName($"{node.Name}/{operation}");
            proto.Output.Add(output);
            _results.Add(output);
        }
        _nodes.Add(proto);
        file.Proto.Node.Add(proto);
        return [.. proto.Output];
    }

    /// <summary>Renames a result of this node and returns its name from now on. An input that is passed on keeps its name.</summary>
    public string Rename(string result, string name)
    {
        if (_renamed.TryGetValue(result, out string? known)) return known;
        if (!_results.Contains(result)) return result;
        foreach (var added in _nodes)
        {
            Replace(added.Input);
            Replace(added.Output);
        }
        _renamed.Add(result, name);
        return name;

        void Replace(IList<string> names)
        {
            for (int i = 0; i < names.Count; i++)
            {
                if (names[i] == result) names[i] = name;
            }
        }
    }

    public string Floats(Shape shape, params float[] values) => file.Constant(OnnxTensor.Of(shape, values));

    /// <summary>The name of a scalar constant.</summary>
    public string Scalar(float value) => file.Constant(OnnxTensor.Of([], value));

    public string Integers(params IEnumerable<long> values)
    {
        long[] elements = [.. values];
        return file.Constant(OnnxTensor.Of(OnnxType.Int64, [elements.Length], elements));
    }

    public string Integers(Shape shape, long[] values) => file.Constant(OnnxTensor.Of(OnnxType.Int64, shape, values));

    public string Cast(string x, OnnxType to) => Add("Cast", [x], Attributes.Int("to", (int)to));

    /// <summary>Reshapes; with a symbolic batch the first dimension is kept.</summary>
    public string Reshape(string x, Shape from, Shape to, bool isBatched)
    {
        if (from == to) return x;
        if (isBatched) return Add("Reshape", [x, Integers(to.Select((length, axis) => axis == 0 ? 0L : length))]);
        AttributeProto[] attributes = to.Contains(0) ? [Attributes.Int("allowzero", 1)] : [];
        return Add("Reshape", [x, Integers(to.Select(length => (long)length))], attributes);
    }

    /// <summary>Expands axes of length 1; with a symbolic batch the first axis is kept.</summary>
    public string Expand(string x, Shape from, Shape to, bool isBatched) =>
        from == to ? x : Add("Expand", [x, Integers(to.Select((length, axis) => axis == 0 && isBatched ? 1L : length))]);

    /// <summary>Pads with a constant; nothing is added where all lengths are 0.</summary>
    public string Pad(string x, IReadOnlyList<int> before, IReadOnlyList<int> after, float value = 0)
    {
        if (before.Concat(after).All(length => length == 0)) return x;
        string[] inputs = [x, Integers(before.Concat(after).Select(length => (long)length))];
        return Add("Pad", value == 0 ? inputs : [.. inputs, Scalar(value)], Attributes.String("mode", "constant"));
    }

    /// <summary>The operator, or this form of it, cannot be expressed in ONNX.</summary>
    public NotExportableException NotSupported(string reason = "") =>
        new($"{node.Operator.Name} ('{node.Name}'{(reason.Length > 0 ? $": {reason}" : "")})");
}

/// <summary>A node cannot be expressed in ONNX. All such nodes are reported together.</summary>
internal sealed class NotExportableException(string message) : Exception(message);
