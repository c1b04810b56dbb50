using System.Runtime.Intrinsics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The processor's cores and vector units. Always there.</summary>
public sealed class CpuDevice : Device
{
    /// <summary>Opens the processor.</summary>
    /// <param name="threads">How many threads share the work; all the processor's where null.</param>
    /// <param name="width">The vector width; the widest that the processor has where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public CpuDevice(int? threads = null, SimdWidth? width = null)
    {
        if (threads < 1) throw new ArgumentOutOfRangeException(nameof(threads), threads, "CpuDevice: at least 1 thread is needed");
        Team = new ThreadTeam(threads ?? Environment.ProcessorCount);
        Width = width ?? WidestHere;
        string simd = Width switch { SimdWidth.Vector512 => "AVX-512", SimdWidth.Vector256 => "AVX2", SimdWidth.Vector128 => "128-bit", _ => "scalar" };
        Name = $"Cpu ({simd}, {Team.Count} {(Team.Count == 1 ? "thread" : "threads")})";
    }

    /// <summary>The widest vectors that this processor handles in one instruction.</summary>
    public static SimdWidth WidestHere =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128 : SimdWidth.Scalar;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.Cpu;

    /// <summary>The vector width that the tuned kernels use.</summary>
    public SimdWidth Width { get; }

    /// <summary>The algorithm of every convolution; chosen for each where null. <see cref="Cpu.ConvolutionAlgorithm.Depthwise"/> computes no other convolutions.</summary>
    public ConvolutionAlgorithm? ConvolutionAlgorithm { get; init; }

    internal ThreadTeam Team { get; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new CpuBuffer(length);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs) => @operator switch
    {
        Convolution convolution => (ConvolutionAlgorithm ?? ConvolutionChoice.For(convolution, inputs)) switch
        {
            Cpu.ConvolutionAlgorithm.Im2Col => new Im2ColConvolutionKernel(this, convolution, inputs),
            Cpu.ConvolutionAlgorithm.Depthwise => new DepthwiseConvolutionKernel(this, convolution, inputs),
            _ => new ConvolutionKernel(this, convolution, inputs),
        },
        ConvolutionInputGradient gradient when Depthwise(gradient.Groups, inputs[1][1], inputs[0][1]) => new DepthwiseInputGradientKernel(this, gradient, inputs),
        ConvolutionFilterGradient gradient when Depthwise(gradient.Groups, inputs[0][1] / Math.Max(1, gradient.Groups), inputs[1][1]) => new DepthwiseFilterGradientKernel(this, gradient, inputs),
        ConvolutionInputGradient gradient => new ConvolutionInputGradientKernel(this, gradient, inputs),
        ConvolutionFilterGradient gradient => new ConvolutionFilterGradientKernel(this, gradient, inputs),
        MatMul product => MatMulKernel.Prepare(this, product, inputs),
        Pool pool => new PoolKernel(this, pool, inputs),
        PoolGradient gradient => new PoolGradientKernel(this, gradient, inputs),
        Map map => new MapKernel(this, map, inputs),
        Reduce reduce => new ReduceKernel(this, reduce, inputs),
        Softmax softmax => new SoftmaxKernel(this, softmax, inputs),
        MaxPoolIndices switches => new MaxPoolIndicesKernel(this, switches, inputs),
        Gather gather => new GatherKernel(this, gather, inputs),
        Scatter scatter => new ScatterKernel(this, scatter, inputs),
        Resample resample => new ResampleKernel(this, resample, inputs),
        StridedCopy copy => new StridedCopyKernel(this, copy, inputs),
        RandomNumbers random => new RandomNumbersKernel(this, random, inputs),
        NonMaxSuppression suppression => new NonMaxSuppressionKernel(this, suppression, inputs),
        _ => throw new NotSupportedException($"Cpu: no kernel for {@operator.Name}"),
    };

    /// <summary>Gradients go channel by channel where the convolution does, unless another algorithm is asked for.</summary>
    private bool Depthwise(int groups, int groupChannels, int outputs) =>
        (ConvolutionAlgorithm ?? Cpu.ConvolutionAlgorithm.Depthwise) == Cpu.ConvolutionAlgorithm.Depthwise && ConvolutionChoice.Depthwise(groups, groups * groupChannels, outputs);

    /// <inheritdoc/>
    public override ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight) =>
        new ImageToTensorKernel(@operator, imageWidth, imageHeight, Team);

    /// <inheritdoc/>
    public override void Dispose() => Team.Dispose();
}
