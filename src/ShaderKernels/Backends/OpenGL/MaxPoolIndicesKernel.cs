using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Makes <see cref="MaxPoolIndices"/> ready with <c>MaxPoolIndices.comp</c>.</summary>
internal static class MaxPoolIndicesKernel
{
    public static Kernel Prepare(OpenGLDevice device, MaxPoolIndices switches, Shape input, Shape output) =>
        OnePassKernel.PerElement(device, "MaxPoolIndices.comp", ConvolutionGeometry.Of(input, output, switches.Height, switches.Width, 1).Defines(), output.Count, operands: 2, "Index.glsl");
}
