using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// An operator made ready on one device for fixed shapes: program compiled, workspace sized.
/// <see cref="Run"/> neither allocates nor waits; an asynchronous device queues the work in order.
/// </summary>
public abstract class Kernel : IDisposable
{
    /// <summary>
    /// Computes the outputs from the inputs. The tensors must have the shapes that the kernel was prepared for and live on its device.
    /// An output may be the same memory as an input only for <see cref="Operators.Map"/>, and only an input of the output's own shape.
    /// </summary>
    public abstract void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs);

    /// <summary>Frees the kernel's own workspace.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
