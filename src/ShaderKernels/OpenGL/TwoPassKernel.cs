using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.OpenGL;

/// <summary>A kernel of two passes, the first of which leaves partial results in a workspace for the second.</summary>
internal sealed class TwoPassKernel(ComputePass first, Tensor workspace, ComputePass second, bool secondTakesBias = false) : Kernel
{
    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        first.Run(secondTakesBias ? inputs[..2] : inputs, [workspace]);
        if (secondTakesBias) second.Run([workspace, inputs[2]], outputs);
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
