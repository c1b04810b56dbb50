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
        ("LpPool", call => call.Return(call[0].NormPool(Norm(call), WindowsOf(call)))),
        ("GlobalAveragePool", call => call.Return(call[0].GlobalAveragePool())),
        ("GlobalMaxPool", call => call.Return(call[0].GlobalMaxPool())),
        ("GlobalLpPool", call => call.Return(call[0].GlobalNormPool(Norm(call)))),
    ];

    private static Value Pool(NodeCall call, PoolKind kind) => call[0].Pool(kind, WindowsOf(call));

    private static Window[] WindowsOf(NodeCall call) => Windows.Of(call, call.ShapeOf(0), null, call.Int("ceil_mode") != 0 ? Fit.Ceiling : Fit.Floor);

    /// <summary>Which norm; a floating number in version 1.</summary>
    private static float Norm(NodeCall call) => call.Version < 2 ? call.Float("p", 2) : call.Int("p", 2);
}
