using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Writes the nodes of a graph in order, each as one or more nodes of an ONNX graph.</summary>
internal sealed class Exporter(string path, Graph graph, Variables variables, OnnxExportOptions options)
{
    private readonly GraphBuilder _file = new(options.Name);
    private readonly HashSet<Value> _batched = [];

    public ModelProto Run()
    {
        var needed = Needed();
        foreach (string name in graph.Inputs.Keys.Concat(graph.Outputs.Keys))
        {
            if (!_file.TryReserve(name))
                throw new OnnxException($"{path}: an input and an output are both called '{name}', which ONNX forbids; rename one of them");
        }
        foreach (var (name, value) in graph.Inputs) AddInput(name, value);
        foreach (var (name, variable) in graph.Variables)
        {
            if (needed.Contains(variable.Value)) AddWeight(name, variable);
        }
        foreach (var (constant, values) in graph.Constants)
        {
            if (needed.Contains(constant)) _file.SetName(constant, _file.Constant(OnnxTensor.Of(constant.Shape, values), constant.Name));
        }
        AddNodes(graph.Nodes.Where(node => node.Outputs.Any(needed.Contains)));
        foreach (var (name, value) in graph.Outputs)
        {
            if (_file.NameOf(value) != name) AddIdentity(_file.NameOf(value), name);
            _file.Proto.Output.Add(GraphBuilder.Port(name, value.Shape, BatchOf(value)));
        }
        _file.RemoveUnused();
        return Model();
    }

    private ModelProto Model()
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Vision",
            ProducerVersion = typeof(Exporter).Assembly.GetName().Version!.ToString(3),
            Graph = _file.Proto,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = options.Opset });
        OnnxMetadata.Write(model.MetadataProps, options.Metadata, path);
        return model;
    }

    /// <summary>The version of the file format that belongs to the operator set, as the releases of ONNX pair them.</summary>
    private long IrVersion => options.Opset switch
    {
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        _ => 12,
    };

    private HashSet<Value> Needed()
    {
        var needed = new HashSet<Value>(graph.Outputs.Values);
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }
        return needed;
    }

    private string? BatchOf(Value value) => _batched.Contains(value) ? options.BatchDimension : null;

    private void AddInput(string name, Value value)
    {
        if (options.BatchDimension is not null)
        {
            if (value.Shape.Rank == 0 || value.Shape[0] < 2)
            {
                throw new OnnxException($"{path}: the batch of the input {value} is not 2 or more; " +
                    "build the graph for a batch of 2 to export it with a symbolic batch dimension");
            }
            _batched.Add(value);
        }
        _file.SetName(value, name);
        _file.Proto.Input.Add(GraphBuilder.Port(name, value.Shape, BatchOf(value)));
    }

    private void AddWeight(string name, VariableValue variable)
    {
        string unique = _file.UniqueName(name);
        _file.SetName(variable.Value, unique);
        _file.Proto.Initializer.Add(TensorWriter.Write(OnnxTensor.Of(variable.Value.Shape, variables.ValuesOf(variable)), unique));
    }

    private void AddIdentity(string from, string to)
    {
        var identity = new NodeProto { OpType = "Identity", Name = _file.UniqueNodeName(to) };
        identity.Input.Add(from);
        identity.Output.Add(to);
        _file.Proto.Node.Add(identity);
    }

    /// <summary>Adds the nodes. Those that cannot be written are collected and reported at the end.</summary>
    private void AddNodes(IEnumerable<Node> nodes)
    {
        var outputs = graph.Outputs.GroupBy(output => output.Value, output => output.Key)
            .ToDictionary(group => group.Key, group => group.First());
        List<(string Operator, string Use)> unsupported = [];
        List<string> mixing = [];
        foreach (var node in nodes)
        {
            if (BatchRule.Of(node, _batched.Contains) is not { } isBatched) mixing.Add($"{node.Operator.Name} ('{node.Name}')");
            else if (isBatched) _batched.UnionWith(node.Outputs);
            var call = new NodeExport(_file, node, _batched.Contains, options.Opset);
            string[] results;
            try
            {
                results = OperatorWriters.Write(call);
            }
            catch (NotExportableException exception)
            {
                unsupported.Add((node.Operator.Name, exception.Message));
                results = [.. node.Outputs.Select(output => output.Name)]; // so that the nodes after it can be checked
            }
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                var value = node.Outputs[i];
                string name = outputs.TryGetValue(value, out string? output) ? output : _file.UniqueName(value.Name);
                _file.SetName(value, call.Rename(results[i], name));
            }
        }
        if (unsupported.Count > 0)
        {
            string[] operators = [.. unsupported.Select(each => each.Operator).Distinct(StringComparer.Ordinal)];
            throw new OnnxUnsupportedException(path, operators, [.. unsupported.Select(each => each.Use)]);
        }
        if (mixing.Count > 0)
        {
            throw new OnnxException($"{path}: the batch dimension cannot be symbolic because {string.Join(", ", mixing)} " +
                "mixes samples or depends on the batch size; export with a fixed batch size");
        }
    }
}
