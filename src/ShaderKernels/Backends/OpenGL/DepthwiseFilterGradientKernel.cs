using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Prepares the filter gradients of depthwise convolutions, with <c>DepthwiseFilterGradient.comp</c>. There are few filters and long sums:
/// invocations split each sum by ranges of output rows.
/// </summary>
internal static class DepthwiseFilterGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, ConvolutionGeometry geometry, Shape output)
    {
        long invocations = (long)geometry.C / Depthwise.Lanes(geometry) * geometry.Height.Size;
        var rows = RowSplits.Of(geometry, invocations);
        var defines = rows.AddTo(geometry.Defines()).Add("PIXELS", Depthwise.Pixels);
        var pass = Depthwise.Pass(device, "DepthwiseFilterGradient.comp", defines, geometry, invocations * rows.Splits, 3,
            "Index.glsl", "Depthwise.glsl");
        return rows.Splits == 1 ? new OnePassKernel(pass) : SplitSum.Prepare(device, pass, rows.Splits, output, geometry.O);
    }
}
