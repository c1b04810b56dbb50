using ShaderKernels.Operators;
using VisionRuntime.Graphs;

namespace VisionRuntime.Onnx.Import;

/// <summary>Convolutions.</summary>
internal static class Convolutions
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Conv", call => call.Return(Convolve(call, call[0], call[1], call.Optional(2)))),
    ];

    /// <summary>A convolution with the node's geometry.</summary>
    public static Value Convolve(NodeCall call, Value x, Value filters, Value? bias)
    {
        var windows = Windows.Of(call, x.Shape, [.. filters.Shape.Skip(2)]);
        if (windows.Length != 2) throw call.Unsupported($"over {windows.Length} axes");
        return call.Apply(new Convolution(windows[0], windows[1], call.Dimension(call.Int("group", 1))), bias is null ? [x, filters] : [x, filters, bias]);
    }
}
