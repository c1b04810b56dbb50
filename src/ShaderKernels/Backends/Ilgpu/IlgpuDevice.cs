using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;
using Device = ShaderKernels.Devices.Device;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>A CUDA or OpenCL GPU, used through ILGPU, which compiles the kernels in this folder for it. Mainly for training.</summary>
public sealed class IlgpuDevice : Device
{
    private readonly Context _context;

    /// <summary>The CPU accelerator, with groups as large as the tiled kernels need.</summary>
    private static CPUDevice SimulatedGpu => new(8, SharedTile.GroupSize / 8, 1);

    /// <summary>Opens an accelerator.</summary>
    /// <param name="accelerator"><c>cuda</c>, <c>opencl</c>, or <c>cpu</c>, a slow simulator for tests; null for the first GPU
    /// found.</param>
    /// <exception cref="IlgpuException">The accelerator is unknown or not available.</exception>
    public IlgpuDevice(string? accelerator = null)
    {
        AcceleratorType[] wanted = accelerator switch
        {
            null => [AcceleratorType.Cuda, AcceleratorType.OpenCL],
            "cuda" => [AcceleratorType.Cuda],
            "opencl" => [AcceleratorType.OpenCL],
            "cpu" => [AcceleratorType.CPU],
            _ => throw new IlgpuException($"'{accelerator}' is not an ILGPU accelerator; use cuda, opencl or cpu"),
        };
        // The CPU device is always added: some versions of ILGPU reject a context without any device.
        _context = Context.Create(builder => builder.Cuda().OpenCL().CPU(SimulatedGpu));
        var found = _context.Devices.Where(device => wanted.Contains(device.AcceleratorType))
            .MinBy(device => Array.IndexOf(wanted, device.AcceleratorType));
        if (found is null)
        {
            _context.Dispose();
            throw new IlgpuException(
                $"there is no {accelerator ?? "CUDA or OpenCL"} device for ILGPU here: CUDA needs NVIDIA's driver; OpenCL needs "
                + "libOpenCL.so (on Debian and Ubuntu in ocl-icd-opencl-dev; ocl-icd-libopencl1 alone does not have it) and a driver of "
                + "OpenCL 2.0, or 3.0 with the generic address space; install one of them or use the Cpu device");
        }
        Accelerator = found.CreateAccelerator(_context);
        Tiled = Accelerator.AcceleratorType != AcceleratorType.CPU;
        Name = $"Ilgpu ({Accelerator.AcceleratorType}, {Accelerator.Name})";
        MaximumMapOperands = MapKernel.MaximumOperands;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.Ilgpu;

    /// <summary>The accelerator that kernels run on.</summary>
    internal Accelerator Accelerator { get; }

    /// <summary>
    /// Whether matrix products and convolutions use tiles in shared memory, which is faster on GPUs and slow on the simulator.
    /// </summary>
    public bool Tiled { get; init; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new IlgpuBuffer(Accelerator, Name, length);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs)
    {
        var outputs = @operator.InferShapes(inputs);
        foreach (var shape in inputs) RequireIndexable(@operator, shape);
        foreach (var shape in outputs) RequireIndexable(@operator, shape);
        return @operator switch
        {
            Convolution convolution => new ConvolutionKernel(this, convolution, inputs, outputs[0]),
            ConvolutionInputGradient gradient => new ConvolutionInputGradientKernel(this, gradient, inputs, outputs[0]),
            ConvolutionFilterGradient gradient => new ConvolutionFilterGradientKernel(this, gradient, inputs, outputs[0]),
            Pool pool => new PoolKernel(this, pool, inputs[0], outputs[0]),
            PoolGradient gradient => new PoolGradientKernel(this, gradient, inputs, outputs[0]),
            MatMul product => new MatMulKernel(this, product, inputs),
            Map map => new MapKernel(this, map, inputs, outputs[0]),
            Reduce reduce => new ReduceKernel(this, reduce, inputs[0], outputs[0]),
            Softmax softmax => new SoftmaxKernel(this, softmax, inputs[0]),
            MaxPoolIndices indices => new MaxPoolIndicesKernel(this, indices, inputs[0], outputs[0]),
            Gather gather => new GatherKernel(this, gather, inputs, outputs[0]),
            Scatter scatter => ScatterKernel.Prepare(this, scatter, inputs, outputs[0]),
            Resample resample => new ResampleKernel(this, resample, inputs[0], outputs[0]),
            StridedCopy copy => new StridedCopyKernel(this, copy),
            RandomNumbers random => new RandomNumbersKernel(this, random),
            NonMaxSuppression suppression => new NonMaxSuppressionKernel(this, suppression, inputs),
            _ => throw new NotSupportedException($"{Name} has no kernel for {@operator.Name}"),
        };
    }

    /// <inheritdoc/>
    public override ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight) =>
        new ImageToTensorKernel(this, @operator, imageWidth, imageHeight);

    /// <inheritdoc/>
    public override FilterKernel Prepare(ImageFilter filter, int width, int height) => filter is CannyFilter canny
        ? new CannyFilterKernel(this, canny, width, height) : new IlgpuFilterKernel(this, filter, width, height);

    /// <inheritdoc/>
    public override TensorImageKernel Prepare(TensorToImage @operator, Shape tensor) => new TensorToImageKernel(this, @operator, tensor);

    /// <inheritdoc/>
    public override void Finish() => Accelerator.Synchronize();

    /// <inheritdoc/>
    public override void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Copies an array that a kernel reads, such as the instructions of a map, to the accelerator.</summary>
    internal MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(T[] values) where T : unmanaged
    {
        var buffer = Accelerator.Allocate1D<T>(Math.Max(1, values.Length));
        if (values.Length > 0) buffer.View.CopyFromCPU(values);
        return buffer;
    }

    /// <summary>Kernels index with 32-bit integers.</summary>
    private void RequireIndexable(Operator @operator, Shape shape)
    {
        if (shape.Count > int.MaxValue / 2)
            throw new NotSupportedException(
                $"{@operator.Name}: a tensor {shape} has {shape.Count} elements; {Name} supports at most {int.MaxValue / 2}; " +
                "lower the batch size");
    }
}
