using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A kernel of two passes: the first leaves partial results in a workspace, and the second combines them and adds the last inputs.
/// </summary>
internal sealed class TwoPassKernel(ComputePass first, Tensor workspace, ComputePass second, int addends = 0) : Kernel
{
    public override int MaximumSlices => first.MaximumSlices;

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        first.Run(inputs[..^addends], [workspace]);
        Combine(inputs, outputs);
    }

    public override void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices)
    {
        first.RunSlice(inputs[..^addends], [workspace], slice, slices);
        if (slice == slices - 1) Combine(inputs, outputs);
    }

    private void Combine(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (addends == 2) second.Run([workspace, inputs[^2], inputs[^1]], outputs);
        else if (addends == 1) second.Run([workspace, inputs[^1]], outputs);
        else second.Run([workspace], outputs);
    }

    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
        workspace.Buffer.Dispose();
        base.Dispose();
    }
}
