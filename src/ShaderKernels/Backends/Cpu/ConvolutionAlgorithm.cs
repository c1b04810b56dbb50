using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The algorithms of convolution on the CPU. All of them sum in the same order.</summary>
public enum ConvolutionAlgorithm
{
    /// <summary>Implicit GEMM: the product reads the image in place, through one pointer per pixel.</summary>
    Gather,

    /// <summary>Explicit im2col: windows are copied into the rows of a matrix, which the product reads.</summary>
    Im2Col,

    /// <summary>Channel by channel, for depthwise convolutions.</summary>
    Depthwise,
}

/// <summary>Selects the algorithm of a convolution.</summary>
internal static class ConvolutionAlgorithms
{
    /// <summary>
    /// From this channel multiplier on, the output channels of an input channel fill vectors of their own, and repeating the image for a
    /// depthwise pass does not pay off.
    /// </summary>
    private const int GatherMultiplier = 8;

    /// <summary>Whether a convolution and its gradients are computed channel by channel.</summary>
    public static bool Depthwise(int groups, int channels, int outputs) =>
        groups == channels && channels > 0 && outputs / channels < GatherMultiplier;

    /// <summary>Throws if the groups have several channels.</summary>
    public static void RequireDepthwise(int groups, int channels)
    {
        if (groups != channels)
            throw new NotSupportedException(
                $"Convolution: {nameof(ConvolutionAlgorithm.Depthwise)} needs one group per channel, " +
                $"but there are {groups} groups of {channels} channels; leave CpuDevice.ConvolutionAlgorithm null");
    }

    /// <summary>
    /// Returns the algorithm that was faster in side-by-side measurements. <see cref="ConvolutionAlgorithm.Depthwise"/> was 18 to 37 times
    /// as fast as <see cref="ConvolutionAlgorithm.Gather"/> on the layers of MobileNet (minima, one thread, 512-bit vectors), 2 to 3 times
    /// with three channels. <see cref="ConvolutionAlgorithm.Im2Col"/> is never selected: since the implicit GEMM processes filters that
    /// exceed the cache in panels, copying the windows cost 0 to 10 percent more at the usual sizes of networks with cold filters (3x3, 512
    /// to 512 channels on 7x7 and on 14x14, 1024 to 1024 on 7x7: no measurable difference), and a third more with few channels.
    /// </summary>
    public static ConvolutionAlgorithm Select(Convolution convolution, IReadOnlyList<Shape> inputs) =>
        Depthwise(convolution.Groups, inputs[0][1], inputs[1][0]) ? ConvolutionAlgorithm.Depthwise : ConvolutionAlgorithm.Gather;
}
