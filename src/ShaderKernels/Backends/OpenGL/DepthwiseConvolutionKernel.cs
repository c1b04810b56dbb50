using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares depthwise convolutions of whole vectors of channels, with <c>DepthwiseConvolution.comp</c>.</summary>
internal static class DepthwiseConvolutionKernel
{
    private const int Pixels = 4;
    private const int MaximumTaps = 49; // The shader has a line for each.

    /// <summary>Returns whether the kernel computes a convolution.</summary>
    public static bool Supports(OpenGLDevice device, ConvolutionGeometry geometry, IReadOnlyList<Shape> inputs) =>
        device.Tuned && geometry.Groups == geometry.C && geometry.O == geometry.C && geometry.C % 4 == 0
        && geometry.Height.Size * geometry.Width.Size <= MaximumTaps
        && Math.Max(inputs[0].Count, inputs[1].Count) / 4 <= device.MaximumTexels;

    /// <summary>Prepares the kernel; the defines are those of <c>Convolution.comp</c>.</summary>
    public static Kernel Prepare(OpenGLDevice device, ConvolutionGeometry geometry, ShaderDefines defines, int inputs)
    {
        var program = device.Program("DepthwiseConvolution.comp", defines.Add("PIXELS", Pixels), "Index.glsl", "Activation.glsl");
        long invocations = (long)geometry.N * geometry.OH * WorkGroups.DivideUp(geometry.OW, Pixels) * geometry.C / 4;
        return new OnePassKernel(new(device, program, WorkGroups.Cover(invocations, 64, device.MaximumWorkGroups), inputs + 1,
            SizedInternalFormat.Rgba32f, SizedInternalFormat.Rgba32f));
    }
}
