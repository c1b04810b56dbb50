using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Validates the structure of a model.</summary>
internal static class ModelCheck
{
    /// <summary>The versions of the operator sets that the model imports, by domain.</summary>
    public static Dictionary<string, int> Opsets(ModelProto model, string path)
    {
        var opsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            string domain = opset.Domain == "ai.onnx" ? "" : opset.Domain;
            if (opset.Version < 1 || domain.Length == 0 && opset.Version > OnnxModel.NewestOpset)
            {
                string name = domain.Length == 0 ? "" : $" of {domain}";
                throw new OnnxException($"{path}: opset version {opset.Version}{name} is not supported; " +
                    $"export the model with an opset from 1 to {OnnxModel.NewestOpset}");
            }
            if (!opsets.TryAdd(domain, (int)Math.Min(opset.Version, int.MaxValue)))
                throw new OnnxException($"{path}: the operator set '{domain}' is imported twice");
        }
        return opsets.Count > 0
            ? opsets
            : throw new OnnxException($"{path}: the model does not import an operator set (opset_import is empty)");
    }

    /// <summary>Checks that every name has one definition, which comes before its uses, so that the graph has no cycles.</summary>
    public static void Names(GraphProto graph, string path)
    {
        if (graph.SparseInitializer.Count > 0)
            throw new OnnxException($"{path}: sparse initializers are not supported; store them as dense tensors");
        if (graph.Output.Count == 0) throw new OnnxException($"{path}: the graph has no outputs");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Input) Define(input.Name, "an input");
        var initializers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0 || !initializers.Add(tensor.Name))
                throw new OnnxException($"{path}: the name '{tensor.Name}' is given to two initializers");
            known.Add(tensor.Name); // before IR version 4 initializers were inputs too
        }
        foreach (var node in graph.Node)
        {
            foreach (string input in node.Input)
            {
                if (input.Length == 0 || known.Contains(input)) continue;
                bool later = graph.Node.Any(other => other.Output.Contains(input));
                throw new OnnxException($"{path}: {Describe(node)} reads '{input}', " +
                    (later ? "which is computed later: the graph has a cycle or is not sorted" : "which is not defined"));
            }
            foreach (string output in node.Output)
            {
                if (output.Length > 0) Define(output, $"an output of {Describe(node)}");
            }
        }
        var outputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in graph.Output)
        {
            if (!known.Contains(output.Name)) throw new OnnxException($"{path}: the output '{output.Name}' is not computed by any node");
            if (!outputs.Add(output.Name)) throw new OnnxException($"{path}: the output '{output.Name}' is declared twice");
        }

        void Define(string name, string what)
        {
            if (name.Length == 0) throw new OnnxException($"{path}: {what} has no name");
            if (!known.Add(name)) throw new OnnxException($"{path}: the name '{name}' is defined twice, the second time by {what}");
        }
    }

    /// <summary>The operator and name of a node, for error messages.</summary>
    public static string Describe(NodeProto node)
    {
        if (node.Name.Length > 0) return $"{node.OpType} '{node.Name}'";
        return node.Output.FirstOrDefault(output => output.Length > 0) is { } output ? $"{node.OpType} of '{output}'" : node.OpType;
    }
}
