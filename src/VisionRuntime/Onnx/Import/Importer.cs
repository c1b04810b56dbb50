using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Onnx.Import.Host;
using VisionRuntime.Onnx.Schema;

namespace VisionRuntime.Onnx.Import;

/// <summary>Walks through a model's nodes in their order and adds each to a graph, or computes it at once where its numbers are known.</summary>
internal sealed class Importer(OnnxModel model, Graph graph, OnnxBindings bindings)
{
    /// <summary>Weights up to this many elements are followed on the host too: a shape or scale may be computed from them.</summary>
    private const int SmallWeight = 1024;

    private readonly Dictionary<string, Operand> _operands = new(StringComparer.Ordinal);
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
        foreach (var port in model.Outputs) outputs.Add(port.Name, ResultOf(_operands[port.Name]));
        return new(inputs, outputs);
    }

    private static OnnxResult ResultOf(Operand operand)
    {
        if (operand.Elements is { } elements) return new(operand.Type, operand.Shape, null, elements);
        return operand is { Host: { } host, IsWeight: false } ? new(operand.Type, operand.Shape, null, [host]) : new(operand.Type, operand.Shape, operand.Value, [], operand.Rows);
    }

    /// <summary>Lists everything that is not known, before anything is built.</summary>
    private void CheckSupport(IEnumerable<NodeProto> nodes)
    {
        var unknown = nodes.Where(node => Operators.Find(Key(node)) is null && !HostOperators.Knows(Key(node)) || node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0)).ToArray();
        if (unknown.Length == 0) return;
        throw new OnnxUnsupportedException(model.Path, [.. unknown.Select(Key).Distinct(StringComparer.Ordinal)],
            [.. unknown.Select(node => node.Name.Length > 0 ? $"{Key(node)} ('{node.Name}')" : Key(node)).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The operator's name, with its domain where that is not the standard one.</summary>
    private static string Key(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    private void Add(NodeProto node)
    {
        var inputs = node.Input.Select(input => input.Length > 0 ? _operands[input] : null).ToArray();
        string domain = node.Domain == "ai.onnx" ? "" : node.Domain, key = Key(node);
        if (!model.Opsets.TryGetValue(domain, out int version)) throw new OnnxException($"{ModelCheck.Describe(node)}: the model does not say which version of '{domain}' it is written in");
        var call = new NodeCall(graph, node, version, inputs, _external);
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
            _operands.Add(node.Output[i], result);
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
            _operands.Add(name, weight
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
            _operands.Add(port.Name, Operand.List(port.Type, elements));
        }
        else if (bindings.Values.TryGetValue(port.Name, out var tensor))
        {
            RequireFit(port, tensor.Shape);
            _operands.Add(port.Name, Operand.Constant(graph, tensor, [port.Name]));
        }
        else
        {
            var value = bindings.Inputs.TryGetValue(port.Name, out var existing) ? existing : graph.Input(bindings.Prefix + port.Name, ShapeOf(port));
            if (existing is not null) RequireFit(port, existing.Shape);
            inputs.Add(port.Name, value);
            _operands.Add(port.Name, Operand.Computed(value, port.Type, [port.Name]));
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
        if (port.Dimensions is null) return;
        bool fits = port.Dimensions.Count == shape.Rank;
        for (int i = 0; fits && i < shape.Rank; i++)
        {
            if (LengthOf(port.Dimensions[i]) is { } length) fits = length == shape[i];
            else if (port.Dimensions[i].Symbol is { } symbol) bindings.Dimensions[symbol] = shape[i];
        }
        if (!fits) throw new OnnxException($"{model.Path}: the input {port} cannot be {shape}");
    }

    private int? LengthOf(OnnxDimension dimension) => dimension.Length ?? (dimension.Symbol is { } symbol && bindings.Dimensions.TryGetValue(symbol, out int bound) ? bound : null);
}
