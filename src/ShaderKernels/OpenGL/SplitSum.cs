using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.OpenGL;

/// <summary>The second half of a kernel whose sums are computed in parts: <c>SumSplits.comp</c> joins them.</summary>
internal static class SplitSum
{
    /// <summary>Joins what <paramref name="parts"/> writes, [splits, output], to the kernel's output.</summary>
    public static Kernel Join(OpenGLDevice device, ComputePass parts, int splits, Shape output, int columns, bool bias = false, Activation activation = Activation.None)
    {
        var program = device.Program("SumSplits.comp", new ShaderDefines()
            .Add("SPLITS", splits).Add("OUTPUT_COUNT", output.Count).Add("PRODUCT_COLUMNS", columns)
            .Add("OUTPUT_BINDING", bias ? 2 : 1).Add("BIAS", bias).Add("RELU", activation == Activation.Relu), "Index.glsl", "Activation.glsl");
        var sum = new ComputePass(device, program, WorkGroups.Cover(output.Count, 256, device.MaximumWorkGroups), bias ? 3 : 2);
        var workspace = device.AllocateTensor(Shape.Of(splits, checked((int)output.Count)));
        return new TwoPassKernel(parts, workspace, sum, bias);
    }
}
