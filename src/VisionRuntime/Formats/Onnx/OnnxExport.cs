using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Export;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>Options of <see cref="OnnxExport"/>.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>Gets the name of the graph in the file.</summary>
    public string Name { get; init; } = "network";

    /// <summary>
    /// Gets the name of the symbolic batch dimension, for example <c>N</c>, so that the file takes batches of any size; null writes
    /// the graph's own batch size. The first axis of all inputs must be the batch, of size 2 or more, and no operator may mix
    /// samples.
    /// </summary>
    public string? BatchDimension { get; init; }

    /// <summary>Gets the metadata to write (metadata_props).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets the version of the standard operator set to write, from <see cref="OnnxExport.DefaultOpset"/> to
    /// <see cref="OnnxModel.NewestOpset"/>. Operators that only newer versions have (Mish since 18, Gelu since 20, Swish since 24)
    /// are written as compositions of older ones in files of older versions.
    /// </summary>
    public int Opset { get; init; } = OnnxExport.DefaultOpset;
}

/// <summary>
/// Writes inference graphs as ONNX files (https://onnx.ai): inputs and outputs under their names, variables as initializers,
/// constants as Constant nodes. What is one operator in ONNX is written as that operator, everything else as a composition.
/// </summary>
public static class OnnxExport
{
    /// <summary>
    /// The version of the standard operator set that files are written in by default, which is also the oldest that can be written.
    /// </summary>
    public const int DefaultOpset = 17;

    /// <summary>Protobuf messages are at most 2 GB; some of it is left for the nodes.</summary>
    private const long MaxBytes = int.MaxValue - (64L << 20);

    /// <summary>Writes a graph to a file. The file is replaced only once all of it has been written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">A graph for inference, with at least one output.</param>
    /// <param name="variables">The values of its variables; variables that it lacks are written with their initial values.</param>
    /// <param name="options">What else to write; null for the defaults.</param>
    /// <exception cref="OnnxUnsupportedException">Operators cannot be expressed in ONNX; all of them are listed.</exception>
    /// <exception cref="OnnxException">
    /// The graph is a training graph, has no outputs, is too large for one file, or mixes samples although the batch dimension is
    /// symbolic; or the options are invalid.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Graph graph, Variables variables, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        if (graph.Training || graph.Updates.Count > 0)
            throw new OnnxException($"{path}: a training graph cannot be exported; build the network in a graph without updates");
        if (graph.Outputs.Count == 0) throw new OnnxException($"{path}: the graph has no outputs to write; add one with Graph.Output");
        if (options.Opset is < DefaultOpset or > OnnxModel.NewestOpset)
            throw new OnnxException($"{path}: opset {options.Opset} cannot be written; use {DefaultOpset} to {OnnxModel.NewestOpset}");
        long elements = graph.Variables.Values.Sum(variable => variable.Value.Shape.Count);
        elements += graph.Constants.Keys.Sum(constant => constant.Shape.Count);
        if (sizeof(float) * elements > MaxBytes)
        {
            throw new OnnxException($"{path}: the network's {sizeof(float) * elements:N0} bytes of weights do not fit into an ONNX file, " +
                "which is at most 2 GB; save them as .safetensors");
        }
        var model = new Exporter(path, graph, variables, options).Run();
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}
