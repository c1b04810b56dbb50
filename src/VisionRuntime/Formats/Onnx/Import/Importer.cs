using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Import.Host;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Imports the nodes of a model in order: each becomes nodes of a graph, or is computed on the host where its inputs are known.
/// </summary>
internal sealed class Importer(OnnxModel model, Graph graph, OnnxBindings bindings) : ISubgraphRunner
{
    /// <summary>The results of weights up to this size are also computed on the host: shapes and scales may depend on them.</summary>
    private const int MaxHostWeight = 1024;

    /// <summary>The maximum number of nodes that unrolled loops may have, so that a small file cannot fill the memory.</summary>
    private const int MaxUnrolledNodes = 1 << 17;

    private readonly ExternalData _external = new(model.Path);
    private readonly Weights _weights = new(model.Proto.Graph.Node);
    private NameScope _names = new();
    private int _unrolledNodes;

    public OnnxImport Run()
    {
        if (bindings.Scope.Length == 0) return ImportAll();
        using (graph.Scope(bindings.Scope)) return ImportAll();
    }

    private OnnxImport ImportAll()
    {
        var nodes = model.Proto.Graph.Node;
        RequireSupport(nodes);
        var inputs = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, tensor) in model.Initializers)
            _names.Add(name, Weights.IsWeight(tensor) ? Weight(name, tensor) : Operand.Constant(graph, tensor));
        foreach (var port in model.Inputs) AddInput(port, inputs);
        foreach (var node in nodes)
        {
            try
            {
                Add(node);
            }
            catch (OnnxException exception) when (exception is not (OnnxUnsupportedException or OnnxValueNeededException))
            {
                throw new OnnxException($"{model.Path}: {exception.Message}", exception);
            }
            catch (ShapeException exception)
            {
                throw new OnnxException($"{model.Path}: {ModelCheck.Describe(node)}: {exception.Message}", exception);
            }
            catch (Exception exception)
                when (exception is ArgumentException or OverflowException or IndexOutOfRangeException or DivideByZeroException)
            {
                string message = $"{model.Path}: {ModelCheck.Describe(node)}: its inputs or attributes are invalid ({exception.Message})";
                throw new OnnxException(message, exception);
            }
        }
        var outputs = new Dictionary<string, OnnxResult>(StringComparer.Ordinal);
        foreach (var port in model.Outputs) outputs.Add(port.Name, ResultOf(_names[port.Name]));
        return new(inputs, outputs);
    }

    private static OnnxResult ResultOf(Operand operand)
    {
        if (operand is { IsOptional: true, Elements: [{ Elements: not null } sequence] }) return ResultOf(sequence);
        if (operand.Elements is { } elements) return new(operand.Type, operand.Shape, null, Elements: [.. elements.Select(ResultOf)]);
        return operand is { Host: { } host, IsWeight: false }
            ? new(operand.Type, operand.Shape, null, host)
            : new(operand.Type, operand.Shape, operand.Value, RowCount: operand.RowCount);
    }

    /// <summary>Lists all unknown operators before anything is added to the graph.</summary>
    private void RequireSupport(IEnumerable<NodeProto> nodes)
    {
        var unknown = nodes.SelectMany(WithSubgraphs).Where(node => !IsKnown(node)).ToArray();
        if (unknown.Length == 0) return;
        string[] operators = [.. unknown.Select(OperatorOf).Distinct(StringComparer.Ordinal)];
        var uses = unknown.Select(node => node.Name.Length > 0 ? $"{OperatorOf(node)} ('{node.Name}')" : OperatorOf(node));
        throw new OnnxUnsupportedException(model.Path, operators, [.. uses.Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsKnown(NodeProto node)
    {
        string name = OperatorOf(node);
        bool hasSubgraph = node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0);
        return (Operators.Find(name) is not null || HostOperators.Knows(name))
            && (!hasSubgraph || ControlFlow.WithSubgraphs.Contains(name));
    }

    private static IEnumerable<NodeProto> WithSubgraphs(NodeProto node) =>
        [node, .. node.Attribute.SelectMany(attribute => attribute.G?.Node ?? []).SelectMany(WithSubgraphs)];

    /// <summary>The operator's name, with its domain unless that is the standard one.</summary>
    private static string OperatorOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    public Operand? Find(string name) => _names.Find(name);

    public Operand[] Run(GraphProto body, IReadOnlyList<Operand> inputs)
    {
        if (body.Input.Count != inputs.Count)
            throw new OnnxException($"the subgraph '{body.Name}' has {body.Input.Count} inputs, but is given {inputs.Count}");
        if (_unrolledNodes > MaxUnrolledNodes - body.Node.Count)
            throw new OnnxException($"the unrolled loops have more than {MaxUnrolledNodes} nodes");
        _unrolledNodes += body.Node.Count;
        var names = _names = new NameScope(_names);
        try
        {
            for (int i = 0; i < inputs.Count; i++) names.Add(body.Input[i].Name, inputs[i]);
            foreach (var tensor in body.Initializer)
                names.Add(tensor.Name, Operand.Constant(graph, TensorReader.Read(tensor, tensor.Name, _external)));
            foreach (var node in body.Node) Add(node);
            return [.. body.Output.Select(output => names[output.Name])];
        }
        finally
        {
            _names = names.Parent!;
        }
    }

    private void Add(NodeProto node)
    {
        var inputs = node.Input.Select(input => input.Length > 0 ? _names[input] : null).ToArray();
        string domain = node.Domain == "ai.onnx" ? "" : node.Domain;
        if (!model.Opsets.TryGetValue(domain, out int version))
            throw new OnnxException($"{ModelCheck.Describe(node)}: the model does not import the operator set '{domain}'");
        var call = new NodeCall(graph, node, version, inputs, _external, this);
        var host = Compute(OperatorOf(node), call, inputs);
        bool readsWeights = inputs.Any(input => input is { IsWeight: true });
        for (int i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0) continue;
            var result = call.Results[i] ?? throw call.Unsupported($"with output {i}");
            if (readsWeights && host is not null && result.Host is null)
                result = Operand.Computed(result.Value, result.Type, result.Sources, host[i]);
            if (node.OpType == "ConstantOfShape" && IsFilledWeight(node.Output[i], result)) result = Weight(node.Output[i], result.Host!);
            _names.Add(node.Output[i], result);
        }
    }

    /// <summary>
    /// Sets the node's results: those of the host where all inputs are known and none is a weight, else values of the graph.
    /// Returns the results of the host where there are any.
    /// </summary>
    private static OnnxTensor[]? Compute(string name, NodeCall call, Operand?[] inputs)
    {
        var handler = Operators.Find(name);
        bool onHost = HostOperators.Knows(name), isKnown = inputs.All(input => input is null or { Host: not null });
        bool readsWeights = inputs.Any(input => input is { IsWeight: true });
        bool isSmall = inputs.All(input => input is null or { Host.Count: <= MaxHostWeight });
        OnnxTensor[]? host = null;
        if (onHost && isKnown && (!readsWeights || isSmall || handler is null))
        {
            try
            {
                host = HostOperators.Run(name, call);
            }
            catch (HostLimitException) when (handler is not null)
            {
                // Too large for the host, so the device computes it.
            }
        }
        bool fitsFloats = inputs.All(input => input is not { Host.FitsFloats: false });
        if (host is not null && (!readsWeights || handler is null))
        {
            for (int i = 0; i < host.Length; i++) call.Return(i, host[i]);
        }
        else if (handler is not null && (!onHost || fitsFloats || isKnown))
        {
            handler(call);
        }
        else
        {
            int missing = Array.FindIndex(inputs, input => input is { Host: null });
            call.Known(missing, $"input {missing}");
        }
        return host;
    }

    /// <summary>
    /// Whether ConstantOfShape stands for an initializer, as in files from which the weights were removed: an operator reads it as
    /// a weight, and its shape does not depend on the model's inputs.
    /// </summary>
    private bool IsFilledWeight(string name, Operand result) =>
        _names.Parent is null && result is { Host: { } tensor, Sources.Count: 0 } && Weights.IsWeight(tensor) && _weights.IsParameter(name);

    /// <summary>A weight becomes a variable, so that it can be trained, saved and exported.</summary>
    private Operand Weight(string name, OnnxTensor tensor) => Operand.Weight(tensor, () =>
    {
        try
        {
            return graph.Variable(name, tensor.Shape, (_, _) => tensor.ToFloats(), _weights.IsTrainable(name), origin: model.Origin);
        }
        catch (ArgumentException exception)
        {
            string hint = $"for imported models {nameof(OnnxBindings)}.{nameof(OnnxBindings.Scope)}";
            throw new OnnxException($"{exception.Message}, {hint}", exception);
        }
    });

    private void AddInput(OnnxPort port, Dictionary<string, Value> inputs)
    {
        if (port.Kind != OnnxPortKind.Tensor)
        {
            if (!bindings.Sequences.TryGetValue(port.Name, out var given))
            {
                throw new OnnxValueNeededException($"{model.Path}: the input '{port.Name}' is a sequence or optional; " +
                    $"give its tensors in {nameof(OnnxBindings.Sequences)}", [port.Name]);
            }
            var elements = given.Select(element => Operand.Constant(graph, element)).ToArray();
            _names.Add(port.Name, port.Kind switch
            {
                OnnxPortKind.Sequence => Operand.Sequence(port.Type, elements),
                OnnxPortKind.Optional => Operand.Optional(elements.FirstOrDefault(), port.Type),
                _ => Operand.Optional(elements.Length > 0 ? Operand.Sequence(port.Type, elements) : null, port.Type),
            });
        }
        else if (bindings.Values.TryGetValue(port.Name, out var tensor))
        {
            RequireShape(port, tensor.Shape);
            _names.Add(port.Name, Operand.Constant(graph, tensor, [port.Name]));
        }
        else
        {
            var value = bindings.Inputs.TryGetValue(port.Name, out var existing)
                ? existing
                : graph.Input(bindings.InputName(port.Name), ShapeOf(port));
            if (existing is not null) RequireShape(port, existing.Shape);
            inputs.Add(port.Name, value);
            _names.Add(port.Name, Operand.Computed(value, port.Type, [port.Name]));
        }
    }

    private Shape ShapeOf(OnnxPort port)
    {
        if (bindings.Shapes.TryGetValue(port.Name, out var shape))
        {
            RequireShape(port, shape);
            return shape;
        }
        if (port.Dimensions is null)
            throw new OnnxException($"{model.Path}: the input '{port.Name}' has no shape; give one in {nameof(OnnxBindings.Shapes)}");
        var open = port.Dimensions.FirstOrDefault(dimension => LengthOf(dimension) is null);
        if (open is not null)
            throw new OnnxException($"{model.Path}: the dimension {open} of the input {port} is not bound; bind it or give the shape");
        return Shape.Of([.. port.Dimensions.Select(dimension => LengthOf(dimension)!.Value)]);
    }

    /// <summary>Compares a shape with the declared one and binds the symbolic dimensions.</summary>
    private void RequireShape(OnnxPort port, Shape shape)
    {
        if (port.Dimensions is null || OnlyTypeIsRead(port.Name)) return;
        bool matches = port.Dimensions.Count == shape.Rank;
        for (int i = 0; matches && i < shape.Rank; i++)
        {
            if (LengthOf(port.Dimensions[i]) is { } length) matches = length == shape[i];
            else if (port.Dimensions[i].Symbol is { } symbol) bindings.Dimensions[symbol] = shape[i];
        }
        if (!matches) throw new OnnxException($"{model.Path}: the input {port} cannot be {shape}");
    }

    /// <summary>
    /// Whether only CastLike reads the input, for its type. ONNX's own tests give such inputs another shape than they declare.
    /// </summary>
    private bool OnlyTypeIsRead(string name) =>
        model.Proto.Graph.Node.All(node => !node.Input.Contains(name) || node.OpType == "CastLike" && node.Input[0] != name);

    private int? LengthOf(OnnxDimension dimension) =>
        dimension.Length ?? (dimension.Symbol is { } symbol && bindings.Dimensions.TryGetValue(symbol, out int bound) ? bound : null);
}
