using System.Collections.Frozen;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Computes the outputs of a node whose inputs are known at import.</summary>
internal delegate OnnxTensor[] HostHandler(NodeCall call);

/// <summary>A result is too large to be computed on the host.</summary>
internal sealed class HostLimitException(string message) : OnnxException(message);

/// <summary>
/// The operators with which models compute shapes. Where their inputs are known they are computed on the host at import, exactly,
/// in 64-bit integers and double precision, and leave no nodes in the graph.
/// </summary>
internal static class HostOperators
{
    /// <summary>The maximum number of elements of a result, so that a small file cannot fill the memory.</summary>
    public const int MaxCount = 1 << 24;

    private static readonly FrozenDictionary<string, HostHandler> Table = ((IEnumerable<(string, HostHandler)>)
    [
        .. HostArithmetic.Handlers,
        .. HostBitwise.Handlers,
        .. HostConstants.Handlers,
        .. HostReductions.Handlers,
        .. HostSelection.Handlers,
        .. HostShapes.Handlers,
    ]).ToFrozenDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    /// <summary>The names of the operators.</summary>
    public static IEnumerable<string> Known => Table.Keys;

    public static bool Knows(string name) => Table.ContainsKey(name);

    /// <summary>Computes the outputs of a node.</summary>
    /// <exception cref="HostLimitException">An output is too large.</exception>
    public static OnnxTensor[] Run(string name, NodeCall call) => Table[name](call);

    /// <summary>The tensor of a required input.</summary>
    public static OnnxTensor Input(NodeCall call, int index) => call.Known(index, $"input {index}");

    /// <summary>The number of elements of a result.</summary>
    /// <exception cref="HostLimitException">It is too large.</exception>
    public static int RequireCount(NodeCall call, long count) => count is >= 0 and <= MaxCount
        ? (int)count
        : throw new HostLimitException($"{call.Name}: a result of {count:N0} elements is too large to be computed at import");
}
