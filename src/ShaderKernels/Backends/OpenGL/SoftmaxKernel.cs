using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>Prepares <see cref="Softmax"/>: one invocation per row, or one work group per row if rows are long.</summary>
internal static class SoftmaxKernel
{
    private const int WorkGroupLength = 64;

    public static Kernel Prepare(OpenGLDevice device, Softmax softmax, Shape input)
    {
        int length = input[softmax.Axis];
        long inner = 1;
        for (int axis = softmax.Axis + 1; axis < input.Rank; axis++) inner *= input[axis];
        long rows = input.Count == 0 ? 0 : input.Count / length;
        var defines = new ShaderDefines().Add("ROWS", rows).Add("LENGTH", length).Add("INNER", inner).Add("LOGARITHM", softmax.Logarithm);
        if (!device.Tuned || length < WorkGroupLength || rows == 0)
            return OnePassKernel.PerElement(device, "Softmax.comp", defines, rows, operands: 2, "Index.glsl");

        var program = device.Program("SoftmaxRows.comp", defines, "Index.glsl");
        return new OnePassKernel(new(device, program, WorkGroups.Cover(rows, 1, device.MaximumWorkGroups), operands: 2));
    }
}
