using ShaderKernels.Devices;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares the input gradients of depthwise convolutions, with <c>DepthwiseInputGradient.comp</c>.</summary>
internal static class DepthwiseInputGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, ConvolutionGeometry geometry)
    {
        var window = geometry.Width;
        int pixels = (Depthwise.Pixels + window.Stride - 1) / window.Stride * window.Stride;

        // The columns of the output that read the pixels of an invocation, relative to the first pixel divided by the stride.
        int first = (int)Math.Ceiling((window.PadBegin - (window.Size - 1) * window.Dilation) / (double)window.Stride);
        int last = (pixels - 1 + window.PadBegin) / window.Stride;
        long invocations = (long)geometry.N * geometry.H * WorkGroups.DivideUp(geometry.W, pixels) * geometry.C / Depthwise.Lanes(geometry);
        var defines = geometry.Defines().Add("PIXELS", pixels).Add("FIRST_COLUMN", first).Add("LAST_COLUMN", last);
        return new OnePassKernel(Depthwise.Pass(device, "DepthwiseInputGradient.comp", defines, geometry, invocations, 3,
            "Index.glsl", "Depthwise.glsl"));
    }
}
