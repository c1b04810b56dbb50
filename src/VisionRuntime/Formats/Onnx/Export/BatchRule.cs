using VisionRuntime.Graphs;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Whether the batch size of a node can be left open: each sample of its outputs must depend on the same sample of its inputs alone.
/// </summary>
internal static class BatchRule
{
    /// <summary>Whether the outputs' first axis is the batch; null where samples are mixed or their number is needed.</summary>
    public static bool? Of(Node node, Func<Value, bool> isBatched)
    {
        bool[] batched = [.. node.Inputs.Select(isBatched)];
        if (!batched.Contains(true)) return false;
        return node.Operator.KeepsSamplesApart([.. node.Inputs.Select(input => input.Shape)], batched) ? true : null;
    }
}
