using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Walks through a graph's nodes in their order and writes each as nodes of an ONNX graph.</summary>
internal sealed class Exporter(string path, Graph graph, Variables variables, OnnxExportOptions options)
{
    /// <summary>What ONNX 1.12 writes.</summary>
    private const int IrVersion = 8;

    private readonly GraphFile _file = new(options.Name);
    private readonly HashSet<Value> _batched = [];

    public ModelProto Run()
    {
        var needed = Needed();
        foreach (string name in graph.Inputs.Keys.Concat(graph.Outputs.Keys))
        {
            if (!_file.TryTake(name)) throw new OnnxException($"{path}: the graph has both an input and an output called '{name}', which ONNX forbids; rename one");
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
            _file.Proto.Output.Add(GraphFile.Port(name, value.Shape, BatchOf(value)));
        }
        _file.RemoveDead();
        return Model();
    }

    private ModelProto Model()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "Vision", ProducerVersion = typeof(Exporter).Assembly.GetName().Version!.ToString(3), Graph = _file.Proto };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxExport.Opset });
        foreach (var (key, value) in options.Metadata) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

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
            if (value.Shape.Rank == 0 || value.Shape[0] < 2) throw new OnnxException($"{path}: the input {value} does not show its batch; build the graph for 2 samples or more to leave their number open");
            _batched.Add(value);
        }
        _file.SetName(value, name);
        _file.Proto.Input.Add(GraphFile.Port(name, value.Shape, BatchOf(value)));
    }

    private void AddWeight(string name, VariableValue variable)
    {
        string given = _file.Take(name);
        _file.SetName(variable.Value, given);
        _file.Proto.Initializer.Add(TensorWriter.Write(OnnxTensor.Of(variable.Value.Shape, variables.ValuesOf(variable)), given));
    }

    private void AddIdentity(string from, string to)
    {
        var identity = new NodeProto { OpType = "Identity", Name = _file.TakeNode(to) };
        identity.Input.Add(from);
        identity.Output.Add(to);
        _file.Proto.Node.Add(identity);
    }

    /// <summary>Adds the nodes; what cannot be written is gathered, and reported when all were seen.</summary>
    private void AddNodes(IEnumerable<Node> nodes)
    {
        var outputs = graph.Outputs.GroupBy(output => output.Value, output => output.Key).ToDictionary(group => group.Key, group => group.First());
        List<(string Operator, string Use)> without = [];
        List<string> mixing = [];
        foreach (var node in nodes)
        {
            if (BatchRule.Of(node, _batched.Contains) is not { } isBatched) mixing.Add($"{node.Operator.Name} ('{node.Name}')");
            else if (isBatched) _batched.UnionWith(node.Outputs);
            var call = new NodeExport(_file, node, _batched.Contains);
            string[] results;
            try
            {
                results = Writers.Write(call);
            }
            catch (NoFormException exception)
            {
                without.Add((node.Operator.Name, exception.Message));
                results = [.. node.Outputs.Select(output => output.Name)]; // so that the rest can be looked at
            }
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                var value = node.Outputs[i];
                _file.SetName(value, call.Rename(results[i], outputs.TryGetValue(value, out string? wanted) ? wanted : _file.Take(value.Name)));
            }
        }
        if (without.Count > 0) throw new OnnxUnsupportedException(path, [.. without.Select(each => each.Operator).Distinct(StringComparer.Ordinal)], [.. without.Select(each => each.Use)]);
        if (mixing.Count > 0) throw new OnnxException($"{path}: the batch cannot be left open, because samples are mixed or counted by {string.Join(", ", mixing)}; export for a fixed number of them");
    }
}
