using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>The second pass of a kernel with a split sum: <c>SumSplits.comp</c> adds the partial sums.</summary>
internal static class SplitSum
{
    /// <summary>Prepares a kernel that adds the partial sums [splits, output] of the first pass to the output.</summary>
    public static Kernel Prepare(OpenGLDevice device, ComputePass partialSums, int splits, Shape output, int columns, bool bias = false,
        bool residual = false, Activation activation = Activation.None, float negativeSlope = 0)
    {
        int addends = (bias ? 1 : 0) + (residual ? 1 : 0);
        var program = device.Program("SumSplits.comp", new ShaderDefines()
            .Add("SPLITS", splits).Add("OUTPUT_COUNT", output.Count).Add("PRODUCT_COLUMNS", columns)
            .Add("OUTPUT_BINDING", 1 + addends).Add("BIAS", bias).Add("RESIDUAL", residual).Add(activation, negativeSlope),
            "Index.glsl", "Activation.glsl");
        var sum = new ComputePass(device, program, WorkGroups.Cover(output.Count, 256, device.MaximumWorkGroups), 2 + addends);
        var workspace = device.AllocateTensor(Shape.Of(splits, checked((int)output.Count)));
        return new TwoPassKernel(partialSums, workspace, sum, addends);
    }
}
