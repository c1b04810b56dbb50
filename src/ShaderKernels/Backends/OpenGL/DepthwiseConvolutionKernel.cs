using ShaderKernels.Devices;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares depthwise convolutions, with <c>DepthwiseConvolution.comp</c>.</summary>
internal static class DepthwiseConvolutionKernel
{
    /// <summary>Prepares the kernel; the defines are those of <c>Convolution.comp</c>.</summary>
    public static Kernel Prepare(OpenGLDevice device, ConvolutionGeometry geometry, ShaderDefines defines, int inputs)
    {
        long spans = WorkGroups.DivideUp(geometry.OW, Depthwise.Pixels);
        long invocations = (long)geometry.N * geometry.OH * spans * geometry.C / Depthwise.Lanes(geometry);
        return new OnePassKernel(Depthwise.Pass(device, "DepthwiseConvolution.comp", defines.Add("PIXELS", Depthwise.Pixels), geometry,
            invocations, inputs + 1, "Index.glsl", "Activation.glsl", "Depthwise.glsl"));
    }
}
