using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// An operator prepared on one device for fixed shapes. <see cref="Run"/> neither allocates nor waits; an asynchronous device queues the
/// work in order.
/// </summary>
public abstract class Kernel : IDisposable
{
    /// <summary>
    /// Computes the outputs from the inputs. The tensors must have the shapes that the kernel was prepared for and be on its device. Only
    /// the output of an elementwise operator may share memory with an input, of the same shape.
    /// </summary>
    public abstract void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs);

    /// <summary>Gets into how many slices a run can be split at most; 1 if it cannot be split.</summary>
    public virtual int MaximumSlices => 1;

    /// <summary>
    /// Runs one slice of about equal size, so that a long kernel can be spread over several frames. All slices, in order and with the same
    /// tensors, compute the same as <see cref="Run"/>, bit for bit; the kernel must not run otherwise in between.
    /// </summary>
    /// <param name="inputs">The inputs, as in <see cref="Run"/>.</param>
    /// <param name="outputs">The outputs, which are complete after the last slice.</param>
    /// <param name="slice">The slice, from 0.</param>
    /// <param name="slices">The number of slices, from 1 to <see cref="MaximumSlices"/>.</param>
    /// <exception cref="NotSupportedException">The kernel cannot be split.</exception>
    public virtual void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices)
    {
        if (slices != 1) throw new NotSupportedException($"{GetType().Name} cannot be split into {slices} slices; use Run");
        Run(inputs, outputs);
    }

    /// <summary>
    /// Rearranges the inputs that the kernel was prepared to regard as constant, such as the filters of a convolution. Called before the
    /// first <see cref="Run"/> and after any of those inputs has changed.
    /// </summary>
    public virtual void Prepack(ReadOnlySpan<Tensor> inputs) { }

    /// <summary>Releases the workspace of the kernel.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
