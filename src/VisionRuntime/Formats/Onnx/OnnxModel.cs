using VisionRuntime.Formats.Onnx.Import;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// A model in the Open Neural Network Exchange format (https://onnx.ai). <see cref="Load"/> reads and validates the file,
/// <see cref="Import"/> adds the model to a graph. Files are not trusted: what is damaged, inconsistent or too large is refused.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>The newest version of the standard operator set that is supported.</summary>
    public const int NewestOpset = 24;

    private OnnxModel(string path, ModelProto proto, IReadOnlyDictionary<string, OnnxTensor> initializers)
    {
        (Path, Proto, Initializers, Origin) = (path, proto, initializers, new ModelOrigin(path));
        Opsets = ModelCheck.Opsets(proto, path);
        Metadata = OnnxMetadata.Read(proto.MetadataProps, path);
        Inputs = [.. proto.Graph.Input.Where(input => !initializers.ContainsKey(input.Name)).Select(input => PortReader.Read(input, path))];
        Outputs = [.. proto.Graph.Output.Select(output => PortReader.Read(output, path))];
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets the inputs. Initializers are not among them, even where the file lists them as inputs too.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>Gets the outputs.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>Gets the versions of the operator sets by domain; the domain of the standard operators is the empty string.</summary>
    public IReadOnlyDictionary<string, int> Opsets { get; }

    /// <summary>Gets the name and version of the program that wrote the file.</summary>
    public string Producer => $"{Proto.ProducerName} {Proto.ProducerVersion}".Trim();

    /// <summary>
    /// Gets the metadata (metadata_props) by key, for example <see cref="OnnxMetadata.BitmapPixelFormat"/>. Values are as in the
    /// file and are not interpreted.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets the initializers by name: weights, and other constants that the file stores as initializers.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers { get; }

    internal ModelProto Proto { get; }

    /// <summary>The origin of the variables of this model: graphs share them only if they import this very object.</summary>
    internal object Origin { get; }

    /// <summary>Reads and validates a model.</summary>
    /// <exception cref="OnnxException">The file is not an ONNX model, is damaged or inconsistent, or refers to files outside its
    /// folder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Load(string path)
    {
        var proto = ProtoFile.Read(ModelProto.Parser, path, "model");
        if (proto.Graph is null) throw new OnnxException($"{path}: the file contains no graph, so it is not an ONNX model");
        ModelCheck.Opsets(proto, path);
        ModelCheck.Names(proto.Graph, path);
        var external = new ExternalData(path);
        var initializers = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var tensor in proto.Graph.Initializer)
        {
            initializers.Add(tensor.Name, TensorReader.Read(tensor, $"{path}: {tensor.Name}", external));
            tensor.ClearRawData(); // the tensor has its own copy
        }
        return new OnnxModel(path, proto, initializers);
    }

    /// <summary>The same model with another graph and other initializers.</summary>
    internal OnnxModel With(ModelProto proto, IReadOnlyDictionary<string, OnnxTensor> initializers) => new(Path, proto, initializers);

    /// <summary>
    /// Adds the model to a graph. Its floating-point initializers become variables, which other graphs share where they import this
    /// object, in the same scope, and use the same <see cref="Variables"/>; variables of another file are refused.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="bindings">Symbolic dimensions, constant inputs, and the scope of names; null where the file says everything.</param>
    /// <exception cref="OnnxUnsupportedException">The model uses operators that are not supported; all of them are listed.</exception>
    /// <exception cref="OnnxValueNeededException">The value of an input must be known.</exception>
    /// <exception cref="OnnxException">Shapes or attributes are invalid, or a symbolic dimension is not bound.</exception>
    public OnnxImport Import(Graph graph, OnnxBindings? bindings = null) => new Importer(this, graph, bindings ?? new OnnxBindings()).Run();

    /// <summary>Identifies a model without keeping its tensors in memory.</summary>
    private sealed class ModelOrigin(string path)
    {
        public override string ToString() => path;
    }
}
