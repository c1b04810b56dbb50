using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Formats.Onnx.Import.Host;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Walks through a model's nodes in their order and adds each to a graph, or computes it at once where its numbers are known.</summary>
internal sealed class Importer(OnnxModel model, Graph graph, OnnxBindings bindings) : IScope
{
    /// <summary>Weights up to this many elements are followed on the host too: a shape or scale may be computed from them.</summary>
    private const int SmallWeight = 1024;

    /// <summary>Most nodes that unrolled loops may add up to: a file must not be able to fill the memory.</summary>
    private const int MostUnrolled = 1 << 17;

    private Names _names = new();
    private int _unrolled;
    private readonly ExternalData _external = new(model.Path);

    public OnnxImport Run()
    {
        var nodes = model.Proto.Graph.Node;
        CheckSupport(nodes);
        var inputs = new Dictionary<string, Value>(StringComparer.Ordinal);
        AddWeights(nodes);
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
            catch (Exception exception) when (exception is ArgumentException or OverflowException or IndexOutOfRangeException or DivideByZeroException)
            {
                throw new OnnxException($"{model.Path}: {ModelCheck.Describe(node)}: its inputs and attributes do not fit together ({exception.Message})", exception);
            }
        }
        var outputs = new Dictionary<string, OnnxResult>(StringComparer.Ordinal);
        foreach (var port in model.Outputs) outputs.Add(port.Name, ResultOf(_names[port.Name]));
        return new(inputs, outputs);
    }

    private static OnnxResult ResultOf(Operand operand)
    {
        if (operand is { IsOptional: true, Elements: [{ Elements: not null } list] }) return ResultOf(list);
        if (operand.Elements is { } elements) return new(operand.Type, operand.Shape, null, [], null, [.. elements.Select(ResultOf)]);
        return operand is { Host: { } host, IsWeight: false } ? new(operand.Type, operand.Shape, null, [host]) : new(operand.Type, operand.Shape, operand.Value, [], operand.Rows);
    }

    /// <summary>Lists everything that is not known, before anything is built.</summary>
    private void CheckSupport(IEnumerable<NodeProto> nodes)
    {
        var unknown = nodes.SelectMany(WithBodies).Where(node => Operators.Find(Key(node)) is null && !HostOperators.Knows(Key(node))
            || node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0) && !ControlFlow.WithBodies.Contains(Key(node))).ToArray();
        if (unknown.Length == 0) return;
        throw new OnnxUnsupportedException(model.Path, [.. unknown.Select(Key).Distinct(StringComparer.Ordinal)],
            [.. unknown.Select(node => node.Name.Length > 0 ? $"{Key(node)} ('{node.Name}')" : Key(node)).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A node and those of the graphs among its attributes.</summary>
    private static IEnumerable<NodeProto> WithBodies(NodeProto node) => [node, .. node.Attribute.SelectMany(attribute => attribute.G?.Node ?? []).SelectMany(WithBodies)];

    public Operand? Find(string name) => _names.Find(name);

    /// <summary>Names within a body are its own each time; those of the graph around it can be read.</summary>
    public Operand[] Run(GraphProto body, IReadOnlyList<Operand> arguments)
    {
        if (body.Input.Count != arguments.Count) throw new OnnxException($"the graph '{body.Name}' within a node takes {body.Input.Count} inputs, not {arguments.Count}");
        if (_unrolled > MostUnrolled - body.Node.Count) throw new OnnxException($"its loops, unrolled, have more than {MostUnrolled} nodes");
        _unrolled += body.Node.Count;
        var names = _names = new Names(_names);
        try
        {
            for (int i = 0; i < arguments.Count; i++) names.Add(body.Input[i].Name, arguments[i]);
            foreach (var tensor in body.Initializer) names.Add(tensor.Name, Operand.Constant(graph, TensorReader.Read(tensor, tensor.Name, _external)));
            foreach (var node in body.Node) Add(node);
            return [.. body.Output.Select(output => names[output.Name])];
        }
        finally
        {
            _names = names.Around!;
        }
    }

    /// <summary>The operator's name, with its domain where that is not the standard one.</summary>
    private static string Key(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    private void Add(NodeProto node)
    {
        var inputs = node.Input.Select(input => input.Length > 0 ? _names[input] : null).ToArray();
        string domain = node.Domain == "ai.onnx" ? "" : node.Domain, key = Key(node);
        if (!model.Opsets.TryGetValue(domain, out int version)) throw new OnnxException($"{ModelCheck.Describe(node)}: the model does not say which version of '{domain}' it is written in");
        var call = new NodeCall(graph, node, version, inputs, _external, this);
        var handler = Operators.Find(key);
        bool known = HostOperators.Knows(key) && inputs.All(input => input is null or { Host: not null });
        bool weights = inputs.Any(input => input is { IsWeight: true });
        var host = known && (!weights || handler is null || inputs.All(input => input is null or { Host.Count: <= SmallWeight })) ? HostOperators.Run(key, call) : null;
        if (host is not null && (!weights || handler is null))
        {
            for (int i = 0; i < host.Length; i++) call.Return(i, host[i]);
        }
        else if (handler is not null && (!HostOperators.Knows(key) || inputs.All(input => input is not { Host.FitsFloats: false } || inputs.All(other => other is null or { Host: not null }))))
        {
            handler(call);
        }
        else
        {
            int missing = Array.FindIndex(inputs, input => input is { Host: null });
            call.Known(missing, $"input {missing}");
        }
        for (int i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length == 0) continue;
            var result = call.Results[i] ?? throw call.Unsupported($"with output {i}");
            if (weights && host is not null && result.Host is null) result = Operand.Computed(result.Value, result.Type, result.Sources, host[i]);
            _names.Add(node.Output[i], result);
        }
    }

    /// <summary>
    /// Floating weights become variables under their own names, so that they can be trained, saved and exported; numbers by themselves and whole
    /// numbers are settings, and become constants.
    /// </summary>
    private void AddWeights(IEnumerable<NodeProto> nodes)
    {
        var statistics = nodes.Where(node => node.OpType == "BatchNormalization").SelectMany(node => node.Input.Skip(3).Take(2)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, tensor) in model.Initializers)
        {
            bool weight = tensor.Type.IsFloat() && tensor.Count > 1;
            _names.Add(name, weight
                ? Operand.Weight(tensor, () => graph.Variable(bindings.Prefix + name, tensor.Shape, (_, _) => tensor.ToFloats(), !statistics.Contains(name)))
                : Operand.Constant(graph, tensor));
        }
    }

    private void AddInput(OnnxPort port, Dictionary<string, Value> inputs)
    {
        if (port.Kind != OnnxPortKind.Tensor)
        {
            var elements = bindings.Sequences.TryGetValue(port.Name, out var given) ? given
                : throw new OnnxValueNeededException($"{model.Path}: the input '{port.Name}' is a list of tensors or may be missing; bind it when the model is imported", [port.Name]);
            var operands = elements.Select(element => Operand.Constant(graph, element)).ToArray();
            _names.Add(port.Name, port.Kind switch
            {
                OnnxPortKind.Sequence => Operand.List(port.Type, operands),
                OnnxPortKind.Optional => Operand.Maybe(operands.FirstOrDefault(), port.Type),
                _ => Operand.Maybe(operands.Length > 0 ? Operand.List(port.Type, operands) : null, port.Type),
            });
        }
        else if (bindings.Values.TryGetValue(port.Name, out var tensor))
        {
            RequireFit(port, tensor.Shape);
            _names.Add(port.Name, Operand.Constant(graph, tensor, [port.Name]));
        }
        else
        {
            var value = bindings.Inputs.TryGetValue(port.Name, out var existing) ? existing : graph.Input(bindings.Prefix + port.Name, ShapeOf(port));
            if (existing is not null) RequireFit(port, existing.Shape);
            inputs.Add(port.Name, value);
            _names.Add(port.Name, Operand.Computed(value, port.Type, [port.Name]));
        }
    }

    private Shape ShapeOf(OnnxPort port)
    {
        if (bindings.Shapes.TryGetValue(port.Name, out var shape))
        {
            RequireFit(port, shape);
            return shape;
        }
        if (port.Dimensions is null) throw new OnnxException($"{model.Path}: the input '{port.Name}' has no shape; give it one");
        var open = port.Dimensions.FirstOrDefault(dimension => LengthOf(dimension) is null);
        if (open is not null) throw new OnnxException($"{model.Path}: the dimension {open} of the input {port} is open; bind it or give the input's shape");
        return Shape.Of([.. port.Dimensions.Select(dimension => LengthOf(dimension)!.Value)]);
    }

    /// <summary>Compares a shape with what the model declares, and binds named dimensions.</summary>
    private void RequireFit(OnnxPort port, Shape shape)
    {
        if (port.Dimensions is null || OnlyTypeIsRead(port.Name)) return;
        bool fits = port.Dimensions.Count == shape.Rank;
        for (int i = 0; fits && i < shape.Rank; i++)
        {
            if (LengthOf(port.Dimensions[i]) is { } length) fits = length == shape[i];
            else if (port.Dimensions[i].Symbol is { } symbol) bindings.Dimensions[symbol] = shape[i];
        }
        if (!fits) throw new OnnxException($"{model.Path}: the input {port} cannot be {shape}");
    }

    /// <summary>CastLike wants nothing of its second input but the type, and the standard's own tests give it another shape than they declare.</summary>
    private bool OnlyTypeIsRead(string name) => model.Proto.Graph.Node.All(node => !node.Input.Contains(name) || node.OpType == "CastLike" && node.Input[0] != name);

    private int? LengthOf(OnnxDimension dimension) => dimension.Length ?? (dimension.Symbol is { } symbol && bindings.Dimensions.TryGetValue(symbol, out int bound) ? bound : null);
}
