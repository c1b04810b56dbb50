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
    /// <summary>So many filter weights, 8 MiB of them, leave the second-level cache for each tile of pixels and the last-level cache as soon as others want it too.</summary>
    private const long ManyWeights = 1 << 21;

    /// <summary>So many, 16 MiB of them, come from memory.</summary>
    private const long TooManyWeights = 1 << 22;

    /// <summary>Windows are copied for so many pixels at once; with fewer their filters are read once either way.</summary>
    private const long ManyPixels = 64;

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
    /// The algorithm that was faster where they were measured side by side. <see cref="ConvolutionAlgorithm.Depthwise"/> took a twentieth of the others' time
    /// or less with as many channels as MobileNet has. <see cref="ConvolutionAlgorithm.Gather"/>, which copies nothing, reads all filters again for each eight
    /// pixels; copying the windows cost 2 to 10 percent more in networks' usual sizes and a third with few channels, but gained once filters no longer fit
    /// the caches (3x3, 1024 to 1024 channels on 7x7: half the time; 512 to 512 on 14x14: four fifths with 256-bit vectors, as much with 512-bit ones).
    /// </summary>
    public static ConvolutionAlgorithm For(Convolution convolution, IReadOnlyList<Shape> inputs)
    {
        var output = convolution.InferShapes(inputs)[0];
        if (Depthwise(convolution.Groups, inputs[0][1], output[1])) return ConvolutionAlgorithm.Depthwise;
        long pixels = (long)output[0] * output[2] * output[3];
        long weights = inputs[1].Count / convolution.Groups;
        bool copy = weights >= TooManyWeights && pixels > GatherGemm.Rows || weights >= ManyWeights && pixels > ManyPixels;
        return copy && output[1] / convolution.Groups >= 256 ? ConvolutionAlgorithm.Im2Col : ConvolutionAlgorithm.Gather;
    }
}
