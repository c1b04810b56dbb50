using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Convolutions and transposed convolutions.</summary>
internal static class Convolutions
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Conv", call => call.Return(Convolve(call, call[0], call[1], call.Optional(2)))),
        ("ConvTranspose", call => call.Return(Transposed(call))),
    ];

    /// <summary>A convolution with the attributes of the node.</summary>
    public static Value Convolve(NodeCall call, Value x, Value filters, Value? bias)
    {
        var windows = WindowAttributes.Of(call, x.Shape, [.. filters.Shape.Skip(2)]);
        return x.Convolution(filters, bias, windows, call.Dimension(call.Int("group", 1)), name: call.NodeName);
    }

    /// <summary>
    /// The output size follows from the padding; with output_shape or auto_pad SAME_* the padding follows from the output size.
    /// </summary>
    private static Value Transposed(NodeCall call)
    {
        Value x = call[0], filters = call[1];
        var windows = WindowAttributes.Of(call, x.Shape, [.. filters.Shape.Skip(2)], RoundingMode.Exact, transposed: true);
        int groups = call.Dimension(call.Int("group", 1));
        int[] outputPadding = call.Ints("output_padding") is { } given ? call.Dimensions(given) : new int[windows.Length];
        string autoPad = call.String("auto_pad", "NOTSET");
        bool same = autoPad is "SAME_UPPER" or "SAME_LOWER";
        if (!same && !call.HasAttribute("output_shape"))
            return x.TransposedConvolution(filters, call.Optional(2), windows, groups, outputPadding, name: call.NodeName);

        int[] sizes = call.Ints("output_shape") is { } shape
            ? call.Dimensions(shape.TakeLast(windows.Length))
            : [.. windows.Select((window, i) => x.Shape[i + 2] * window.Stride)];
        if (sizes.Length != windows.Length || outputPadding.Length != windows.Length)
            throw call.Error($"output_shape and output_padding must have {windows.Length} elements");
        for (int i = 0; i < windows.Length; i++)
        {
            int natural = (x.Shape[i + 2] - 1) * windows[i].Stride + outputPadding[i] + windows[i].EffectiveSize;
            int total = Math.Max(0, natural - sizes[i]);
            windows[i] = windows[i] with { PadBegin = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2, PadEnd = 0 };
        }
        return x.TransposedConvolution(filters, call.Optional(2), windows, groups, outputSize: sizes, name: call.NodeName);
    }
}
