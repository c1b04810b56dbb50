using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Makes <see cref="PoolSwitches"/> ready with <c>PoolSwitches.comp</c>.</summary>
internal static class PoolSwitchesKernel
{
    public static Kernel Prepare(OpenGLDevice device, PoolSwitches switches, Shape input, Shape output) =>
        OnePassKernel.PerElement(device, "PoolSwitches.comp", ConvolutionGeometry.Of(input, output, switches.Height, switches.Width, 1).Defines(), output.Count, operands: 2, "Index.glsl");
}
