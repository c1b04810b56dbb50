using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Convolutions, there and back.</summary>
internal static class ConvolutionWriter
{
    public static string Convolution(NodeExport call, Convolution convolution)
    {
        string[] inputs = [.. Enumerable.Range(0, Math.Min(3, call.Node.Inputs.Count)).Select(call.Input)];
        string y = call.Add("Conv", inputs, [.. Windows(convolution.Height, convolution.Width), Int("group", convolution.Groups)]);
        if (call.Node.Inputs.Count == 4) y = call.Add("Add", [y, call.Input(3)]);
        return Activated(call, y, convolution.Activation);
    }

    /// <summary>Filters lie as ONNX has them, [C, O / groups, ...]; what the stride leaves open becomes output_padding.</summary>
    public static string Transposed(NodeExport call, ConvolutionInputGradient transposed)
    {
        Shape dy = call.ShapeOf(0);
        return call.Add("ConvTranspose", [call.Input(0), call.Input(1)],
        [
            .. Windows(transposed.Height, transposed.Width), Int("group", transposed.Groups),
            Ints("output_padding", Open(transposed.Height, dy[2], transposed.InputHeight), Open(transposed.Width, dy[3], transposed.InputWidth)),
        ]);

        static int Open(Window window, int positions, int length) => length - ((positions - 1) * window.Stride + window.EffectiveSize - window.PadBegin - window.PadEnd);
    }

    public static string Activated(NodeExport call, string x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => call.Add("Relu", [x]),
        Activation.Relu6 => call.Add("Clip", [x, call.Number(0), call.Number(6)]),
        _ => throw call.NoForm($"the activation {activation}"),
    };

    /// <summary>The attributes of a window over images.</summary>
    private static AttributeProto[] Windows(Window height, Window width) =>
    [
        Ints("kernel_shape", height.Size, width.Size), Ints("strides", height.Stride, width.Stride),
        Ints("pads", height.PadBegin, width.PadBegin, height.PadEnd, width.PadEnd), Ints("dilations", height.Dilation, width.Dilation),
    ];
}
