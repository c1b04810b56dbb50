using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Device = ShaderKernels.Devices.Device;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>A CUDA or OpenCL GPU through ILGPU, which compiles the kernels of this folder for it. Mainly for training.</summary>
public sealed class IlgpuDevice : Device
{
    private readonly Context _context;

    /// <summary>The processor with groups as large as the tiled kernels want them.</summary>
    private static CPUDevice SimulatedGpu => new(8, TileLoads.Threads / 8, 1);

    /// <summary>Opens an accelerator.</summary>
    /// <param name="accelerator"><c>cuda</c>, <c>opencl</c> or <c>cpu</c>; where null the first GPU there is. <c>cpu</c> is a slow simulation for tests.</param>
    /// <exception cref="IlgpuException">There is no such accelerator.</exception>
    public IlgpuDevice(string? accelerator = null)
    {
        AcceleratorType[] wanted = accelerator switch
        {
            null => [AcceleratorType.Cuda, AcceleratorType.OpenCL],
            "cuda" => [AcceleratorType.Cuda],
            "opencl" => [AcceleratorType.OpenCL],
            "cpu" => [AcceleratorType.CPU],
            _ => throw new IlgpuException($"'{accelerator}' is no accelerator of ILGPU; choose cuda, opencl or cpu"),
        };
        // The processor is always among the devices: a context without any is not every version's idea of a context.
        _context = Context.Create(builder => builder.Cuda().OpenCL().CPU(SimulatedGpu));
        var found = _context.Devices.Where(device => wanted.Contains(device.AcceleratorType)).MinBy(device => Array.IndexOf(wanted, device.AcceleratorType));
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

    /// <summary>What ILGPU runs the kernels on.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Whether matrix products and convolutions go through shared memory by tiles, which is faster on GPUs and slow where groups are simulated.</summary>
    public bool Tiled { get; init; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new IlgpuBuffer(Accelerator, Name, length);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs)
    {
        var outputs = @operator.InferShapes(inputs);
        foreach (var shape in inputs) RequireCountable(@operator, shape);
        foreach (var shape in outputs) RequireCountable(@operator, shape);
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
            MaxPoolIndices switches => new MaxPoolIndicesKernel(this, switches, inputs[0], outputs[0]),
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
    public override void Finish() => Accelerator.Synchronize();

    /// <inheritdoc/>
    public override void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Copies numbers that a kernel reads, such as a map's instructions, to the accelerator.</summary>
    internal MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(T[] numbers) where T : unmanaged
    {
        var buffer = Accelerator.Allocate1D<T>(Math.Max(1, numbers.Length));
        if (numbers.Length > 0) buffer.View.CopyFromCPU(numbers);
        return buffer;
    }

    /// <summary>The kernels count with ints.</summary>
    private void RequireCountable(Operator @operator, Shape shape)
    {
        if (shape.Count > int.MaxValue / 2)
            throw new NotSupportedException($"{@operator.Name}: a tensor {shape} holds {shape.Count} numbers, {Name} counts to {int.MaxValue / 2}; lower the batch size");
    }
}
