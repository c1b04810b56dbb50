using System.Collections.Frozen;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Adds one node's computation to the graph.</summary>
internal delegate void Handler(NodeCall call);

/// <summary>The operators that are known, each with its handler. The families' files hold the entries.</summary>
internal static class Operators
{
    private static readonly FrozenDictionary<string, Handler> Table = ((IEnumerable<(string, Handler)>)
        [.. Elementwise.Handlers, .. Arithmetic.Handlers, .. Shapes.Handlers, .. Blocks.Handlers, .. Convolutions.Handlers, .. Poolings.Handlers, .. Normalizations.Handlers, .. Reductions.Handlers, .. Products.Handlers,
        .. Resizes.Handlers, .. Randoms.Handlers, .. Quantization.Handlers, .. Detections.Handlers, .. Optimizers.Handlers, .. Sequences.Handlers,
        .. Indexing.Handlers, .. Losses.Handlers, .. Samplings.Handlers, .. Selections.Handlers, .. Einsums.Handlers, .. Bits.Handlers, .. ControlFlow.Handlers, .. Lists.Handlers, .. Derivatives.Handlers])
        .ToFrozenDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    /// <summary>The handler of an operator, or null.</summary>
    public static Handler? Find(string name) => Table.GetValueOrDefault(name);

    /// <summary>The operators' names.</summary>
    public static IEnumerable<string> Known => Table.Keys;
}
