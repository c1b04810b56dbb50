using System.Collections.Frozen;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Adds the computation of a node to the graph.</summary>
internal delegate void Handler(NodeCall call);

/// <summary>The operators that are computed in the graph, each with its handler. Each family of operators has a file of its own.</summary>
internal static class Operators
{
    private static readonly FrozenDictionary<string, Handler> Table = ((IEnumerable<(string, Handler)>)
    [
        .. Arithmetic.Handlers,
        .. Bitwise.Handlers,
        .. ControlFlow.Handlers,
        .. Convolutions.Handlers,
        .. Detections.Handlers,
        .. EinsumOperator.Handlers,
        .. Elementwise.Handlers,
        .. GradientOperator.Handlers,
        .. Indexing.Handlers,
        .. Losses.Handlers,
        .. MatrixOperators.Handlers,
        .. Normalizations.Handlers,
        .. Optimizers.Handlers,
        .. Poolings.Handlers,
        .. Quantization.Handlers,
        .. RandomOperators.Handlers,
        .. Reductions.Handlers,
        .. RegionSampling.Handlers,
        .. ResizeAndPad.Handlers,
        .. Selection.Handlers,
        .. SequenceOperators.Handlers,
        .. Shapes.Handlers,
        .. SpaceDepth.Handlers,
    ]).ToFrozenDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    /// <summary>The names of the operators.</summary>
    public static IEnumerable<string> Known => Table.Keys;

    /// <summary>The handler of an operator; null where it is not known.</summary>
    public static Handler? Find(string name) => Table.GetValueOrDefault(name);
}
