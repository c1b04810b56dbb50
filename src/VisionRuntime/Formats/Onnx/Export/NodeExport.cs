using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>One node of a graph as its writer sees it: inputs by name, and what it adds to the file.</summary>
internal sealed class NodeExport(GraphFile file, Node node, Func<Value, bool> batched)
{
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    public Node Node => node;

    /// <summary>The shape of the first output.</summary>
    public Shape Output => node.Outputs[0].Shape;

    /// <summary>Whether the results' first axis is the batch, whose length the file leaves open.</summary>
    public bool IsBatched { get; } = node.Inputs.Any(batched);

    /// <summary>What the file calls an input.</summary>
    public string Input(int index) => file.NameOf(node.Inputs[index]);

    public string NameOf(Value value) => file.NameOf(value);

    public bool IsInputBatched(int index) => batched(node.Inputs[index]);

    public Shape ShapeOf(int index) => node.Inputs[index].Shape;

    /// <summary>Adds an ONNX node with one output. The first is called as the graph's node is, the others after it and what they do.</summary>
    public string Add(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) => Add(operation, inputs, 1, attributes)[0];

    /// <summary>Adds an ONNX node with several outputs.</summary>
    public string[] Add(string operation, IEnumerable<string> inputs, int outputs, IEnumerable<AttributeProto> attributes)
    {
        var proto = new NodeProto { OpType = operation, Name = file.TakeNode(_nodes.Count == 0 ? node.Name : $"{node.Name}/{operation}") };
        proto.Input.AddRange(inputs);
        proto.Attribute.AddRange(attributes);
        for (int i = 0; i < outputs; i++)
        {
            string given = file.Take($"{node.Name}/{operation}");
            proto.Output.Add(given);
            _added.Add(given);
        }
        _nodes.Add(proto);
        file.Proto.Node.Add(proto);
        return [.. proto.Output];
    }

    /// <summary>Gives a result of this node the name that the file calls a value by, and says what it is called now: a result that is no node of its own, such as an input passed on, keeps its name.</summary>
    public string Rename(string result, string name)
    {
        if (_renamed.TryGetValue(result, out string? known)) return known;
        if (!_added.Contains(result)) return result;
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

    /// <summary>A number by itself.</summary>
    public string Number(float value) => file.Constant(OnnxTensor.Of([], value));

    public string Integers(params IEnumerable<long> values)
    {
        long[] given = [.. values];
        return file.Constant(OnnxTensor.Of(OnnxType.Int64, [given.Length], given));
    }

    public string Integers(Shape shape, long[] values) => file.Constant(OnnxTensor.Of(OnnxType.Int64, shape, values));

    public string Cast(string x, OnnxType to) => Add("Cast", [x], Attributes.Int("to", (int)to));

    /// <summary>Other dimensions; the first is taken over where it is the batch.</summary>
    public string Reshape(string x, Shape from, Shape to, bool isBatched)
    {
        if (from == to) return x;
        if (isBatched) return Add("Reshape", [x, Integers(to.Select((length, axis) => axis == 0 ? 0L : length))]);
        return to.Contains(0) ? Add("Reshape", [x, Integers(to.Select(length => (long)length))], Attributes.Int("allowzero", 1)) : Add("Reshape", [x, Integers(to.Select(length => (long)length))]);
    }

    /// <summary>Axes of length 1 repeated; the first stays as it is where it is the batch.</summary>
    public string Expand(string x, Shape from, Shape to, bool isBatched) =>
        from == to ? x : Add("Expand", [x, Integers(to.Select((length, axis) => axis == 0 && isBatched ? 1L : length))]);

    /// <summary>One number, or none, added around; zero lengths leave it out.</summary>
    public string Pad(string x, IReadOnlyList<int> before, IReadOnlyList<int> after, float value = 0)
    {
        if (before.Concat(after).All(length => length == 0)) return x;
        string[] inputs = [x, Integers(before.Concat(after).Select(length => (long)length))];
        return Add("Pad", value == 0 ? inputs : [.. inputs, Number(value)], Attributes.Text("mode", "constant"));
    }

    /// <summary>This form of the operator cannot be written.</summary>
    public NoFormException NoForm(string why = "") => new($"{node.Operator.Name} ('{node.Name}'{(why.Length > 0 ? $": {why}" : "")})");
}

/// <summary>A node has no form in ONNX; all such are reported together.</summary>
internal sealed class NoFormException(string use) : Exception(use);
