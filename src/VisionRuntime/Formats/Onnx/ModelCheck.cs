using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Checks of a model's structure that need none of its numbers.</summary>
internal static class ModelCheck
{
    /// <summary>The operator sets by domain.</summary>
    public static Dictionary<string, int> Opsets(ModelProto model, string path)
    {
        var opsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            string domain = opset.Domain == "ai.onnx" ? "" : opset.Domain;
            if (opset.Version < 1 || domain.Length == 0 && opset.Version > OnnxModel.NewestOpset)
                throw new OnnxException($"{path}: it is written in version {opset.Version} of the operators{(domain.Length == 0 ? "" : $" of {domain}")}; understood are 1 to {OnnxModel.NewestOpset}, so export it anew for one of those");
            if (!opsets.TryAdd(domain, (int)Math.Min(opset.Version, int.MaxValue))) throw new OnnxException($"{path}: it names the operator set '{domain}' twice");
        }
        return opsets.Count > 0 ? opsets : throw new OnnxException($"{path}: it does not say which version of the operators it is written in");
    }

    /// <summary>Each name is given once, and before it is used: so the graph has no cycles.</summary>
    public static void Names(GraphProto graph, string path)
    {
        if (graph.SparseInitializer.Count > 0) throw new OnnxException($"{path}: it has sparse weights, which are not read; store them as ordinary tensors");
        if (graph.Output.Count == 0) throw new OnnxException($"{path}: its graph has no outputs");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Input) Add(input.Name, "an input");
        var weights = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0 || !weights.Add(tensor.Name)) throw new OnnxException($"{path}: the name '{tensor.Name}' is given to two weights");
            known.Add(tensor.Name); // older files list their weights among the inputs too
        }
        foreach (var node in graph.Node)
        {
            foreach (string input in node.Input)
            {
                if (input.Length == 0 || known.Contains(input)) continue;
                bool later = graph.Node.Any(other => other.Output.Contains(input));
                throw new OnnxException($"{path}: {Describe(node)} reads '{input}', which {(later ? "is computed only later: the graph goes in a circle or is out of order" : "nothing gives")}");
            }
            foreach (string output in node.Output)
            {
                if (output.Length > 0) Add(output, $"an output of {Describe(node)}");
            }
        }
        var outputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in graph.Output)
        {
            if (!known.Contains(output.Name)) throw new OnnxException($"{path}: nothing gives its output '{output.Name}'");
            if (!outputs.Add(output.Name)) throw new OnnxException($"{path}: its output '{output.Name}' is declared twice");
        }

        void Add(string name, string what)
        {
            if (name.Length == 0) throw new OnnxException($"{path}: {what} has no name");
            if (!known.Add(name)) throw new OnnxException($"{path}: the name '{name}' is given twice, the second time to {what}");
        }
    }

    /// <summary>A node as messages name it.</summary>
    public static string Describe(NodeProto node) => node.Name.Length > 0 ? $"{node.OpType} '{node.Name}'" : node.Output.FirstOrDefault(output => output.Length > 0) is { } output ? $"{node.OpType} of '{output}'" : node.OpType;
}
