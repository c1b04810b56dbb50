using System.Collections.Frozen;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Computes a node's outputs at import from numbers that are known.</summary>
internal delegate OnnxTensor[] HostHandler(NodeCall call);

/// <summary>
/// The operators with which models compute shapes: done at import, in whole numbers and double precision, so that they are exact and cost
/// nothing when the graph runs.
/// </summary>
internal static class HostOperators
{
    /// <summary>Most elements of a result: shapes and tables of positions are small, and a file must not be able to fill the memory.</summary>
    public const int MaximumCount = 1 << 24;

    private static readonly FrozenDictionary<string, HostHandler> Table = ((IEnumerable<(string, HostHandler)>)
        [.. HostArithmetic.Handlers, .. HostShapes.Handlers, .. HostTables.Handlers, .. HostReductions.Handlers, .. HostBits.Handlers, .. HostSets.Handlers])
        .ToFrozenDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    /// <summary>The operators' names.</summary>
    public static IEnumerable<string> Known => Table.Keys;

    public static bool Knows(string name) => Table.ContainsKey(name);

    /// <summary>The outputs of a node, all of whose inputs are known.</summary>
    public static OnnxTensor[] Run(string name, NodeCall call) => Table[name](call);

    /// <summary>The numbers of an input that must be there.</summary>
    public static OnnxTensor Input(NodeCall call, int index) => call.Known(index, $"input {index}");

    /// <summary>Refuses a result that is too large to be a shape or a table of positions.</summary>
    public static int RequireCount(NodeCall call, long count) => count is >= 0 and <= MaximumCount ? (int)count : throw call.Error($"a result of {count:N0} elements is too large to be computed at import");
}
