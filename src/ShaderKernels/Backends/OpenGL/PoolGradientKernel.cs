using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="PoolGradient"/> with <c>PoolGradient.comp</c>.</summary>
internal static class PoolGradientKernel
{
    public static Kernel Prepare(OpenGLDevice device, PoolGradient gradient, IReadOnlyList<Shape> inputs, Shape output)
    {
        var defines = PoolKernel.Defines(gradient.Pool, output, inputs[^1]).Add("TAKES_INPUT", gradient.TakesInput);
        return OnePassKernel.PerElement(device, "PoolGradient.comp", defines, output.Count, operands: inputs.Count + 1, "Index.glsl",
            "Pooling.glsl");
    }
}
