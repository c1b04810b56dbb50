using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Export;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx;

/// <summary>What an ONNX file says besides the network.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>The name of the graph in the file.</summary>
    public string Name { get; init; } = "network";

    /// <summary>
    /// The name of a dimension that stands for the batch, for example <c>N</c>, so that the file takes any number of samples; null keeps the graph's own. The graph's
    /// inputs must then have the batch as their first axis, 2 or more, and nothing may mix samples.
    /// </summary>
    public string? BatchDimension { get; init; }

    /// <summary>Words about the network, kept as the file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>
/// Writes graphs that score as ONNX files (https://onnx.ai, operator set 17): inputs and outputs under their names, variables as initializers under theirs, constants
/// as constants. What the standard has an operator for is written as that, the rest as its parts.
/// </summary>
public static class OnnxExport
{
    /// <summary>The version of the standard operators that files are written in.</summary>
    public const int Opset = 17;

    /// <summary>Protobuf messages cannot be longer than 2 GB; some room is for the nodes.</summary>
    private const long LargestFile = int.MaxValue - (64L << 20);

    /// <summary>Writes a graph to a file, replaced as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">A graph that scores, with one output or more.</param>
    /// <param name="variables">Its variables' numbers; those that are missing are written as they would be initialized.</param>
    /// <param name="options">What the file says besides.</param>
    /// <exception cref="OnnxUnsupportedException">Operators have no form in ONNX; all are listed with their nodes.</exception>
    /// <exception cref="OnnxException">The graph trains, has no outputs, is too large for one file, or mixes samples where the batch was to be left open.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Graph graph, Variables variables, OnnxExportOptions? options = null)
    {
        if (graph.Training || graph.Updates.Count > 0) throw new OnnxException($"{path}: the graph trains, and ONNX files are for scoring; build the network in a graph without training and updates");
        if (graph.Outputs.Count == 0) throw new OnnxException($"{path}: the graph has no outputs to write; name one with Graph.Output");
        long bytes = sizeof(float) * (graph.Variables.Values.Sum(variable => variable.Value.Shape.Count) + graph.Constants.Keys.Sum(constant => constant.Shape.Count));
        if (bytes > LargestFile) throw new OnnxException($"{path}: the network's {bytes:N0} bytes of numbers do not fit into one ONNX file, which holds 2 GB; save them as .safetensors");
        var model = new Exporter(path, graph, variables, options ?? new OnnxExportOptions()).Run();
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}
