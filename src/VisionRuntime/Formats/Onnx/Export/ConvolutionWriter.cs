using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>Writes convolutions and transposed convolutions.</summary>
internal static class ConvolutionWriter
{
    public static string Convolution(NodeExport call, Convolution convolution)
    {
        string[] inputs = [.. Enumerable.Range(0, Math.Min(3, call.Node.Inputs.Count)).Select(call.Input)];
        string y = call.Add("Conv", inputs, [.. WindowAttributes(convolution.Height, convolution.Width), Int("group", convolution.Groups)]);
        if (call.Node.Inputs.Count == 4) y = call.Add("Add", [y, call.Input(3)]);
        return Activate(call, y, convolution);
    }

    /// <summary>
    /// Filters have the same layout as in ONNX, [C, O / groups, ...]. Where the stride leaves the output size open, output_padding
    /// sets it.
    /// </summary>
    public static string Transposed(NodeExport call, ConvolutionInputGradient transposed)
    {
        Shape x = call.ShapeOf(0);
        int rows = OutputPadding(transposed.Height, x[2], transposed.InputHeight);
        int columns = OutputPadding(transposed.Width, x[3], transposed.InputWidth);
        return call.Add("ConvTranspose", [call.Input(0), call.Input(1)],
        [
            .. WindowAttributes(transposed.Height, transposed.Width),
            Int("group", transposed.Groups),
            Ints("output_padding", rows, columns),
        ]);

        static int OutputPadding(Window window, int positions, int length) =>
            length - ((positions - 1) * window.Stride + window.EffectiveSize - window.PadBegin - window.PadEnd);
    }

    /// <summary>Adds the node of a fused activation, if there is one.</summary>
    public static string Activate(NodeExport call, string x, IAffineOperator product) => product.Activation switch
    {
        Activation.None => x,
        Activation.Relu when product.NegativeSlope != 0 => call.Add("LeakyRelu", [x], [Float("alpha", product.NegativeSlope)]),
        Activation.Relu => call.Add("Relu", [x]),
        Activation.Relu6 => call.Add("Clip", [x, call.Scalar(0), call.Scalar(6)]),
        _ => throw call.NotSupported($"the activation {product.Activation}"),
    };

    private static AttributeProto[] WindowAttributes(Window height, Window width) =>
    [
        Ints("kernel_shape", height.Size, width.Size),
        Ints("strides", height.Stride, width.Stride),
        Ints("pads", height.PadBegin, width.PadBegin, height.PadEnd, width.PadEnd),
        Ints("dilations", height.Dilation, width.Dilation),
    ];
}
