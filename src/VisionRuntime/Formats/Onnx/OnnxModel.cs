using VisionRuntime.Graphs;
using VisionRuntime.Formats.Onnx.Import;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// A model in the Open Neural Network Exchange format (https://onnx.ai), read and checked but not yet built: <see cref="Import"/> adds it to a
/// graph. Files are not trusted: what is damaged, contradictory or too large is refused in one sentence.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>The newest version of the standard operators that is understood.</summary>
    public const int NewestOpset = 24;

    private OnnxModel(string path, ModelProto proto, IReadOnlyDictionary<string, OnnxTensor> initializers, IReadOnlyDictionary<string, int> opsets)
    {
        (Path, Proto, Initializers, Opsets) = (path, proto, initializers, opsets);
        Inputs = [.. proto.Graph.Input.Where(input => !initializers.ContainsKey(input.Name)).Select(input => PortReader.Read(input, path))];
        Outputs = [.. proto.Graph.Output.Select(output => PortReader.Read(output, path))];
    }

    /// <summary>The file that it was read from.</summary>
    public string Path { get; }

    /// <summary>What the caller gives; inputs with a stored value are weights and not among them.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What the model computes.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>The versions of the operator sets that it is written in, by domain; the standard one is the empty text.</summary>
    public IReadOnlyDictionary<string, int> Opsets { get; }

    /// <summary>The program that wrote it, and its version.</summary>
    public string Producer => $"{Proto.ProducerName} {Proto.ProducerVersion}".Trim();

    /// <summary>The words that its writer put beside the network.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Proto.MetadataProps.GroupBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);

    /// <summary>The stored numbers by name: weights, and with them whatever settings the file keeps so.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Weights => Initializers;

    internal ModelProto Proto { get; }

    internal IReadOnlyDictionary<string, OnnxTensor> Initializers { get; }

    /// <summary>Reads a model and checks that its parts fit together.</summary>
    /// <exception cref="OnnxException">The file is no model, is damaged or contradicts itself, or leads outside its own folder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Load(string path)
    {
        var proto = ProtoFile.Read(ModelProto.Parser, path, "model");
        if (proto.Graph is null) throw new OnnxException($"{path}: it holds no graph, so it is no ONNX model");
        var opsets = ModelCheck.Opsets(proto, path);
        ModelCheck.Names(proto.Graph, path);
        var external = new ExternalData(path);
        var initializers = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var tensor in proto.Graph.Initializer)
        {
            initializers.Add(tensor.Name, TensorReader.Read(tensor, $"{path}: {tensor.Name}", external));
            tensor.ClearRawData(); // the numbers were taken; the bytes need not stay in memory beside them
        }
        return new OnnxModel(path, proto, initializers, opsets);
    }

    /// <summary>Adds the model's nodes to a graph.</summary>
    /// <param name="graph">Where to. Weights become its variables, named as in the file.</param>
    /// <param name="bindings">What the file leaves open: lengths of named dimensions, values that decide shapes, and values of the graph to use as inputs.</param>
    /// <exception cref="OnnxUnsupportedException">The model uses operators that are not known; all are listed.</exception>
    /// <exception cref="OnnxValueNeededException">An input's values must be known at import.</exception>
    /// <exception cref="OnnxException">Shapes or attributes do not fit, or a dimension is not bound.</exception>
    public OnnxImport Import(Graph graph, OnnxBindings? bindings = null) => new Importer(this, graph, bindings ?? new OnnxBindings()).Run();
}
