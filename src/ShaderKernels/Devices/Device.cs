using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// A processor with memory that runs operators: the CPU's cores or a GPU.
/// </summary>
/// <remarks>
/// Layout: kernels of the convolution family take images channels-last, <c>[N, H, W, C]</c>, and filters as
/// <c>[KH, KW, C / groups, O]</c>, so that the innermost loop of every device runs over neighboring channels. All other kernels
/// take whatever axes they are prepared for. An <see cref="Operator"/> knows nothing of this: its shapes are always
/// <c>[N, C, H, W]</c> and <c>[O, C / groups, KH, KW]</c>, and <c>Prepare</c> is given those logical shapes.
/// </remarks>
public abstract class Device : IDisposable
{
    /// <summary>The device's name as users see it, for example <c>Cpu (AVX-512, 8 threads)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Which of the three kinds of device this is.</summary>
    public abstract DeviceKind Kind { get; }

    /// <summary>The most tensors that one <see cref="Map"/> may read and write together.</summary>
    public int MaximumMapOperands { get; protected internal init; } = int.MaxValue;

    /// <summary>Allocates zero-filled memory for <paramref name="length"/> floats.</summary>
    /// <exception cref="OutOfDeviceMemoryException">The device cannot hold it.</exception>
    public abstract DeviceBuffer Allocate(long length);

    /// <summary>Allocates zero-filled memory for one tensor of its own.</summary>
    public Tensor AllocateTensor(Shape shape) => new(Allocate(Math.Max(1, shape.Count)), 0, shape);

    /// <summary>
    /// Makes an operator ready for inputs of the given logical shapes. May be slow and may allocate; the kernel's Run may do neither.
    /// </summary>
    /// <exception cref="ShapeException">The operator cannot work on such inputs.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for the operator.</exception>
    public abstract Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs);

    /// <summary>
    /// Makes the operator ready that turns an image of the given size, in pixels, into a tensor.
    /// </summary>
    public abstract ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight);

    /// <summary>
    /// Opens a stretch of work: a device that is a guest in someone's context saves the state that its kernels change.
    /// Every <see cref="Begin"/> is followed by <see cref="End"/>; the pairs do not nest.
    /// </summary>
    public virtual void Begin() { }

    /// <summary>Closes a stretch of work: the state saved by <see cref="Begin"/> is restored and the queued work submitted.</summary>
    public virtual void End() { }

    /// <summary>Waits until everything queued has been done.</summary>
    public virtual void Finish() { }

    /// <summary>Frees everything that the device holds for itself; buffers and kernels are freed by their owners first.</summary>
    public abstract void Dispose();
}
