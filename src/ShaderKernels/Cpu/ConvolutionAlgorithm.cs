using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Cpu;

/// <summary>How the processor computes a convolution. All give the same sums in the same order.</summary>
public enum ConvolutionAlgorithm
{
    /// <summary>The product reads the image where it lies, through a pointer a pixel.</summary>
    Gather,

    /// <summary>Windows are copied into rows of a matrix first, and the product reads that (im2col).</summary>
    Im2Col,

    /// <summary>Channel by channel, for convolutions whose every channel is a group of its own.</summary>
    Depthwise,
}

/// <summary>The choice among the algorithms.</summary>
internal static class ConvolutionChoice
{
    /// <summary>So many filter weights, 4 MiB of them, leave no second-level cache for anything else.</summary>
    private const long ManyWeights = 1 << 20;

    /// <summary>So many output channels of one input channel fill vectors of their own, and the image would be repeated as often.</summary>
    private const int ManyOutputs = 8;

    /// <summary>Whether a convolution and its gradients are computed channel by channel.</summary>
    public static bool Depthwise(int groups, int channels, int outputs) => groups == channels && channels > 0 && outputs / channels < ManyOutputs;

    /// <summary>Refuses a convolution whose groups have several channels.</summary>
    public static void RequireDepthwise(int groups, int channels)
    {
        if (groups != channels)
            throw new NotSupportedException($"Convolution: {nameof(ConvolutionAlgorithm.Depthwise)} needs a group for each of the {channels} channels, there are {groups} groups; leave CpuDevice.ConvolutionAlgorithm null");
    }

    /// <summary>
    /// The algorithm that was faster where both were measured: <see cref="ConvolutionAlgorithm.Gather"/>, which copies nothing, reads all filters again for each
    /// eight pixels; once they no longer fit the cache, copying the windows costs less (3x3, 1024 to 1024 channels on 7x7: half the time; 512 to 512: as fast
    /// with 512-bit vectors, half the time with 256-bit ones; with few weights or channels up to five times as much).
    /// </summary>
    public static ConvolutionAlgorithm For(Convolution convolution, IReadOnlyList<Shape> inputs)
    {
        var output = convolution.InferShapes(inputs)[0];
        if (Depthwise(convolution.Groups, inputs[0][1], output[1])) return ConvolutionAlgorithm.Depthwise;
        long pixels = (long)output[0] * output[2] * output[3];
        bool large = inputs[1].Count / convolution.Groups >= ManyWeights && output[1] / convolution.Groups >= 256;
        return large && pixels > GatherGemm.Rows ? ConvolutionAlgorithm.Im2Col : ConvolutionAlgorithm.Gather;
    }
}
