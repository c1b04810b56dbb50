using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

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
    /// The algorithm that was faster where they were measured side by side. <see cref="ConvolutionAlgorithm.Depthwise"/> was 18 to 37 times as fast as
    /// <see cref="ConvolutionAlgorithm.Gather"/> on MobileNet's layers (minima, one thread, 512-bit vectors), 2 to 3 times with three channels. <see cref="ConvolutionAlgorithm.Im2Col"/> is not chosen: since the gathering product takes filters that
    /// are too large for the cache in panels, copying the windows cost 0 to 10 percent more in networks' usual sizes, with filters that were not in the cache
    /// before (3x3, 512 to 512 channels on 7x7 and on 14x14, 1024 to 1024 on 7x7: as fast within what could be told), and a third more with few channels.
    /// </summary>
    public static ConvolutionAlgorithm For(Convolution convolution, IReadOnlyList<Shape> inputs) =>
        Depthwise(convolution.Groups, inputs[0][1], inputs[1][0]) ? ConvolutionAlgorithm.Depthwise : ConvolutionAlgorithm.Gather;
}
