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

    /// <summary>
    /// Rearranges the inputs that the kernel was prepared to regard as constant, such as the filters of a convolution. Called before the
    /// first <see cref="Run"/> and after any of those inputs has changed.
    /// </summary>
    public virtual void Prepack(ReadOnlySpan<Tensor> inputs) { }

    /// <summary>Releases the workspace of the kernel.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
