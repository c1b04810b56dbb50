using System.Runtime.Intrinsics;
using ShaderKernels.Backends.Cpu.Filters;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The CPU: all cores and SIMD. Always available.</summary>
public sealed class CpuDevice : Device
{
    /// <summary>Opens the CPU device.</summary>
    /// <param name="threads">The number of threads; null for one per logical processor.</param>
    /// <param name="width">The SIMD width; null for the widest that the CPU supports.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is less than 1.</exception>
    public CpuDevice(int? threads = null, SimdWidth? width = null)
    {
        if (threads < 1)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, "CpuDevice: the number of threads must be at least 1");
        Team = new ThreadTeam(threads ?? Environment.ProcessorCount);
        Width = width ?? WidestSupported;
        string simd = Width switch
        {
            SimdWidth.Vector512 => "AVX-512",
            SimdWidth.Vector256 => "AVX2",
            SimdWidth.Vector128 => "128-bit",
            _ => "scalar",
        };
        Name = $"Cpu ({simd}, {Team.Count} {(Team.Count == 1 ? "thread" : "threads")})";
    }

    /// <summary>Gets the widest SIMD vectors that the CPU supports.</summary>
    public static SimdWidth WidestSupported =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128 : SimdWidth.Scalar;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.Cpu;

    /// <inheritdoc/>
    public override bool MultipliesIntegers => true;

    /// <inheritdoc/>
    public override bool ReducesMap(Map map) => MapCode.Supports(map, Width);

    /// <summary>Gets the SIMD width that the tuned kernels use.</summary>
    public SimdWidth Width { get; }

    /// <summary>
    /// Gets the algorithm of every convolution; null to select one for each. <see cref="Cpu.ConvolutionAlgorithm.Depthwise"/> supports no
    /// other convolutions.
    /// </summary>
    public ConvolutionAlgorithm? ConvolutionAlgorithm { get; init; }

    internal ThreadTeam Team { get; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new CpuBuffer(length);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant) =>
        @operator switch
        {
            Convolution convolution => Prepare(convolution, inputs, constant[1]),
            QuantizedConvolution convolution => new QuantizedConvolutionKernel(this, convolution, inputs, constant[1]),
            _ => Prepare(@operator, inputs),
        };

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs) => @operator switch
    {
        Convolution convolution => Prepare(convolution, inputs, constantFilters: false),
        QuantizedConvolution convolution => new QuantizedConvolutionKernel(this, convolution, inputs, constantFilters: false),
        ConvolutionInputGradient gradient when Depthwise(gradient.Groups, inputs[1][1], inputs[0][1]) =>
            new DepthwiseInputGradientKernel(this, gradient, inputs),
        ConvolutionFilterGradient gradient when Depthwise(gradient.Groups, inputs[0][1] / Math.Max(1, gradient.Groups), inputs[1][1]) =>
            new DepthwiseFilterGradientKernel(this, gradient, inputs),
        ConvolutionInputGradient gradient when ConvolutionAlgorithm is null && ScatterInputGradientKernel.Suits(this, gradient, inputs) =>
            new ScatterInputGradientKernel(this, gradient, inputs),
        ConvolutionInputGradient gradient => new ConvolutionInputGradientKernel(this, gradient, inputs),
        ConvolutionFilterGradient gradient => new ConvolutionFilterGradientKernel(this, gradient, inputs),
        MatMul product => MatMulKernel.Prepare(this, product, inputs),
        Pool pool => new PoolKernel(this, pool, inputs),
        PoolGradient gradient => new PoolGradientKernel(this, gradient, inputs),
        Map map when MapCode.Supports(map, Width) => new CompiledMapKernel(this, map, inputs),
        Map map => new MapKernel(this, map, inputs),
        MapReduce reduce => new MapReduceKernel(this, reduce, inputs),
        Reduce reduce when MapReduceKernel.Suits(this, reduce, inputs) =>
            new MapReduceKernel(this, new MapReduce(new Map(Expression.Input(0)), reduce.Kind == Reduction.Mean, [.. reduce.Axes]), inputs),
        Reduce reduce => new ReduceKernel(this, reduce, inputs),
        Softmax softmax => new SoftmaxKernel(this, softmax, inputs),
        MaxPoolIndices indices => new MaxPoolIndicesKernel(this, indices, inputs),
        Gather gather => new GatherKernel(this, gather, inputs),
        Scatter scatter => new ScatterKernel(this, scatter, inputs),
        Resample resample => new ResampleKernel(this, resample, inputs),
        StridedCopy copy => new StridedCopyKernel(this, copy, inputs),
        RandomNumbers random => new RandomNumbersKernel(this, random, inputs),
        NonMaxSuppression suppression => new NonMaxSuppressionKernel(this, suppression, inputs),
        _ => throw new NotSupportedException($"{Name} has no kernel for {@operator.Name}"),
    };

    private SimdKernel Prepare(Convolution convolution, IReadOnlyList<Shape> inputs, bool constantFilters) =>
        (ConvolutionAlgorithm ?? ConvolutionAlgorithms.Select(convolution, inputs, constantFilters, Team.Count)) switch
        {
            Cpu.ConvolutionAlgorithm.Pixels => new PixelConvolutionKernel(this, convolution, inputs),
            Cpu.ConvolutionAlgorithm.Winograd2 => new WinogradConvolutionKernel<Winograd2>(this, convolution, inputs, constantFilters),
            Cpu.ConvolutionAlgorithm.Winograd4 => new WinogradConvolutionKernel<Winograd4>(this, convolution, inputs, constantFilters),
            Cpu.ConvolutionAlgorithm.Im2Col => new Im2ColConvolutionKernel(this, convolution, inputs),
            Cpu.ConvolutionAlgorithm.Depthwise => new DepthwiseConvolutionKernel(this, convolution, inputs),
            _ => new ConvolutionKernel(this, convolution, inputs, constantFilters),
        };

    /// <summary>Gradients are computed channel by channel if the convolution is, unless another algorithm is requested.</summary>
    private bool Depthwise(int groups, int groupChannels, int outputs) =>
        (ConvolutionAlgorithm ?? Cpu.ConvolutionAlgorithm.Depthwise) == Cpu.ConvolutionAlgorithm.Depthwise
            && ConvolutionAlgorithms.Depthwise(groups, groups * groupChannels, outputs);

    /// <inheritdoc/>
    public override ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight) =>
        new ImageToTensorKernel(@operator, imageWidth, imageHeight, Team, Width);

    /// <inheritdoc/>
    public override FilterKernel Prepare(ImageFilter filter, int width, int height) =>
        FilterKernels.Prepare(this, filter, width, height);

    /// <inheritdoc/>
    public override TensorImageKernel Prepare(TensorToImage @operator, Shape tensor) => new TensorToImageKernel(this, @operator, tensor);

    /// <inheritdoc/>
    public override void Dispose() => Team.Dispose();
}
