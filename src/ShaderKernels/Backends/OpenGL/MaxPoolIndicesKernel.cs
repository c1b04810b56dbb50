using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="MaxPoolIndices"/> with <c>MaxPoolIndices.comp</c>.</summary>
internal static class MaxPoolIndicesKernel
{
    public static Kernel Prepare(OpenGLDevice device, MaxPoolIndices indices, Shape input, Shape output) =>
        OnePassKernel.PerElement(device, "MaxPoolIndices.comp",
            ConvolutionGeometry.Create(input, output, indices.Height, indices.Width, 1).Defines(), output.Count, operands: 2, "Index.glsl");
}
