using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Convolutions.</summary>
internal static class Convolutions
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Conv", call => call.Return(Convolve(call, call[0], call[1], call.Optional(2)))),
        ("ConvTranspose", call => call.Return(Transposed(call))),
    ];

    /// <summary>A convolution with the node's geometry.</summary>
    public static Value Convolve(NodeCall call, Value x, Value filters, Value? bias) =>
        x.Convolution(filters, bias, Windows.Of(call, x.Shape, [.. filters.Shape.Skip(2)]), call.Dimension(call.Int("group", 1)), name: call.NodeName);

    /// <summary>The output's size follows from the padding, or, where it is given or to be the input's times the stride, the padding from it.</summary>
    private static Value Transposed(NodeCall call)
    {
        Value x = call[0], filters = call[1];
        var windows = Windows.Of(call, x.Shape, [.. filters.Shape.Skip(2)], Fit.Exact, transposed: true);
        int groups = call.Dimension(call.Int("group", 1));
        int[] added = call.Ints("output_padding") is { } given ? [.. given.Select(call.Dimension)] : new int[windows.Length];
        string automatic = call.Text("auto_pad", "NOTSET");
        bool same = automatic is "SAME_UPPER" or "SAME_LOWER";
        if (!same && !call.HasAttribute("output_shape")) return x.TransposedConvolution(filters, call.Optional(2), windows, groups, added, name: call.NodeName);

        int[] sizes = call.Ints("output_shape") is { } shape ? [.. shape.TakeLast(windows.Length).Select(call.Dimension)] : [.. windows.Select((window, i) => x.Shape[i + 2] * window.Stride)];
        if (sizes.Length != windows.Length || added.Length != windows.Length) throw call.Error($"output_shape and output_padding must be for {windows.Length} axes");
        for (int i = 0; i < windows.Length; i++)
        {
            int total = Math.Max(0, (x.Shape[i + 2] - 1) * windows[i].Stride + added[i] + windows[i].EffectiveSize - sizes[i]);
            windows[i] = windows[i] with { PadBegin = automatic == "SAME_UPPER" ? total / 2 : total - total / 2, PadEnd = 0 };
        }
        return x.TransposedConvolution(filters, call.Optional(2), windows, groups, outputSize: sizes, name: call.NodeName);
    }
}
