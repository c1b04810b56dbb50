using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Devices;

/// <summary>
/// A device that runs operators: the CPU or a GPU.
/// </summary>
/// <remarks>
/// Kernels read and write tensors in the layouts of <see cref="Operator.InputLayout"/> and <see cref="Operator.OutputLayout"/>: convolution
/// and pooling kernels use channels-last images, <c>[N, H, W, C]</c>, and filters <c>[KH, KW, C / groups, O]</c>, so that their innermost
/// loops run over neighboring channels. <c>Prepare</c> is given the logical shapes of such tensors, <c>[N, C, H, W]</c> and <c>[O, C /
/// groups, KH, KW]</c>.
/// </remarks>
public abstract class Device : IDisposable
{
    /// <summary>Gets the name of the device, for example <c>Cpu (AVX-512, 8 threads)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the kind of the device.</summary>
    public abstract DeviceKind Kind { get; }

    /// <summary>Gets the maximum number of inputs and outputs of one <see cref="Map"/>.</summary>
    public int MaximumMapOperands { get; protected internal init; } = int.MaxValue;

    /// <summary>
    /// Gets whether the device has kernels for <see cref="QuantizedConvolution"/>; the others compute quantized networks in float32.
    /// </summary>
    public virtual bool MultipliesIntegers => false;

    /// <summary>
    /// Gets whether the device has a kernel for a <see cref="MapReduce"/> of these expressions; where it has none, they are stored.
    /// </summary>
    public virtual bool ReducesMap(Map map) => false;

    /// <summary>Allocates zero-filled memory for <paramref name="length"/> floats.</summary>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory.</exception>
    public abstract DeviceBuffer Allocate(long length);

    /// <summary>Allocates a zero-filled tensor in a buffer of its own.</summary>
    public Tensor AllocateTensor(Shape shape) => new(Allocate(Math.Max(1, shape.Count)), 0, shape);

    /// <summary>
    /// Creates a kernel for an operator and inputs of the given shapes. This may be slow and may allocate, unlike <see cref="Kernel.Run"/>.
    /// </summary>
    /// <exception cref="ShapeException">The inputs are invalid for the operator.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for the operator.</exception>
    public abstract Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs);

    /// <summary>
    /// Creates a kernel for an operator some of whose inputs stay the same from run to run, such as the weights in inference. The kernel
    /// may keep them in an order of its own: <see cref="Kernel.Prepack"/> must be called before the first run and whenever one of them has
    /// changed.
    /// </summary>
    /// <param name="operator">The operator.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="constant">For each input, whether it stays the same.</param>
    /// <exception cref="ShapeException">The inputs are invalid for the operator.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for the operator.</exception>
    public virtual Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant) =>
        Prepare(@operator, inputs);

    /// <summary>
    /// Creates a kernel for an operator some of whose inputs stay the same from run to run, and are kept in the given precision where they
    /// are weights of a convolution or a matrix product.
    /// </summary>
    /// <param name="operator">The operator.</param>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="constant">For each input, whether it stays the same.</param>
    /// <param name="precision">The precision of weights that stay the same.</param>
    /// <exception cref="ShapeException">The inputs are invalid for the operator.</exception>
    /// <exception cref="NotSupportedException">The device has no kernel for the operator, or does not support the precision.</exception>
    public virtual Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant,
        WeightPrecision precision) => precision == WeightPrecision.Single ? Prepare(@operator, inputs, constant)
        : throw new NotSupportedException(
            $"{Name} does not support weights in {precision} precision; use WeightPrecision.Single, or an OpenGL device");

    /// <summary>
    /// Creates a kernel that converts images of the given size, in pixels, to tensors.
    /// </summary>
    public abstract ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight);

    /// <summary>Creates a kernel that filters images of the given size, in pixels.</summary>
    /// <exception cref="ShapeException">A value of the filter is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive, or larger than 16384 on a side.</exception>
    public abstract FilterKernel Prepare(ImageFilter filter, int width, int height);

    /// <summary>Creates a kernel that converts a tensor of the given logical shape, [1, C, H, W], to an image.</summary>
    /// <exception cref="ShapeException">The tensor is not an image.</exception>
    public abstract TensorImageKernel Prepare(TensorToImage @operator, Shape tensor);

    /// <summary>Allocates a transparent black image of 8-bit RGBA pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory.</exception>
    public PixelBuffer AllocateImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return new(Allocate((long)width * height), width, height);
    }

    /// <summary>
    /// Begins a sequence of kernels. A device in a context of the host application saves the state that its kernels change. Each call is
    /// followed by <see cref="End"/>; calls do not nest.
    /// </summary>
    public virtual void Begin() { }

    /// <summary>Ends a sequence of kernels: restores the state saved by <see cref="Begin"/> and submits the queued work.</summary>
    public virtual void End() { }

    /// <summary>Waits until all queued work is finished.</summary>
    public virtual void Finish() { }

    /// <summary>Releases the resources of the device; dispose its buffers and kernels first.</summary>
    public abstract void Dispose();
}
