using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Onnx.Import;

/// <summary>Pooling, under windows and over whole images.</summary>
internal static class Poolings
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("MaxPool", call => call.Return(Pool(call, PoolKind.Max))),
        ("AveragePool", call => call.Return(Pool(call, call.Int("count_include_pad") != 0 ? PoolKind.PaddedAverage : PoolKind.Average))),
        ("GlobalAveragePool", call => call.Return(call[0].Mean(Spatial(call)))),
        ("GlobalMaxPool", call => call.Return(call[0].Max(Spatial(call)))),
    ];

    private static Value Pool(NodeCall call, PoolKind kind)
    {
        var windows = Windows.Of(call, call.ShapeOf(0), null, call.Int("ceil_mode") != 0 ? Fit.Ceiling : Fit.Floor);
        if (windows.Length != 2) throw call.Unsupported($"over {windows.Length} axes");
        return call[0].Pool(kind, windows[0], windows[1]);
    }

    private static int[] Spatial(NodeCall call) => call.ShapeOf(0).Rank > 2 ? [.. Enumerable.Range(2, call.ShapeOf(0).Rank - 2)] : throw call.Error($"{call.ShapeOf(0)} has no spatial axes");
}
