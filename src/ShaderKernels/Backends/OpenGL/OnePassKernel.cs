using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>A kernel of one pass, or of none if its output is empty.</summary>
internal sealed class OnePassKernel(ComputePass? pass) : Kernel
{
    /// <summary>
    /// Prepares a shader that computes one element per invocation, in work groups of 256. An empty output gets no shader, since its sizes
    /// could not be used as divisors.
    /// </summary>
    public static OnePassKernel PerElement(OpenGLDevice device, string shader, ShaderDefines defines, long elements, int operands,
        params ReadOnlySpan<string> shared) =>
        new(elements == 0 ? null : new(device, device.Program(shader, defines, shared),
            WorkGroups.Cover(elements, 256, device.MaximumWorkGroups), operands));

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => pass?.Run(inputs, outputs);

    public override int MaximumSlices => pass?.MaximumSlices ?? 1;

    public override void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices) =>
        pass?.RunSlice(inputs, outputs, slice, slices);

    public override void Dispose()
    {
        pass?.Dispose();
        base.Dispose();
    }
}
