using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The algorithms of convolution on the CPU. All but Winograd's sum in the same order.</summary>
public enum ConvolutionAlgorithm
{
    /// <summary>Implicit GEMM: the product reads the image in place, through one pointer per pixel.</summary>
    Gather,

    /// <summary>Explicit im2col: windows are copied into the rows of a matrix, which the product reads.</summary>
    Im2Col,

    /// <summary>Channel by channel, for depthwise convolutions.</summary>
    Depthwise,

    /// <summary>With vectors of neighboring pixels, for up to eight output channels and stride 1 along the width.</summary>
    Pixels,

    /// <summary>Winograd's F(2x2, 3x3), for filters of 3x3 with stride 1: 2.25 times fewer multiplications.</summary>
    Winograd2,

    /// <summary>
    /// Winograd's F(4x4, 3x3), for filters of 3x3 with stride 1: 4 times fewer multiplications, with larger rounding errors.
    /// </summary>
    Winograd4,
}

/// <summary>Selects the algorithm of a convolution.</summary>
internal static class ConvolutionAlgorithms
{
    /// <summary>
    /// From this channel multiplier on, the output channels of an input channel fill vectors of their own, and repeating the image for a
    /// depthwise pass does not pay off.
    /// </summary>
    private const int GatherMultiplier = 8;

    /// <summary>
    /// Multiplications per cycle and core with 512-bit vectors and everything in registers; narrower ones change no choice.
    /// </summary>
    private const double ProductsPerCycle = 32;

    /// <summary>The bytes that all cores together read from memory in a cycle.</summary>
    private const double BytesPerCycle = 8;

    /// <summary>Winograd's transforms are vectorized over channels; fewer than these leave their vectors empty.</summary>
    private const int WinogradChannels = 16;

    /// <summary>From this number of output channels on, vectors of them are at least half full.</summary>
    private const int PixelOutputs = 8;

    /// <summary>Cycles to transform and store one element.</summary>
    private const double TransformCycles = 0.2;

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
    public static ConvolutionAlgorithm Select(Convolution convolution, IReadOnlyList<Shape> inputs, bool constantFilters = false,
        int threads = 1)
    {
        if (inputs[1][0] < PixelOutputs && Pixels(convolution, inputs)) return ConvolutionAlgorithm.Pixels;
        if (Depthwise(convolution.Groups, inputs[0][1], inputs[1][0])) return ConvolutionAlgorithm.Depthwise;
        if (!constantFilters || !Winograd(convolution) || Math.Min(inputs[0][1], inputs[1][0]) < WinogradChannels)
            return ConvolutionAlgorithm.Gather;
        var output = convolution.InferShapes(inputs)[0];
        double gather = GatherCycles(inputs[1], output, threads), two = WinogradCycles(2, inputs[1], output, threads),
            four = WinogradCycles(4, inputs[1], output, threads);
        return gather <= Math.Min(two, four) ? ConvolutionAlgorithm.Gather
            : two <= four ? ConvolutionAlgorithm.Winograd2 : ConvolutionAlgorithm.Winograd4;
    }

    /// <summary>Whether vectors of pixels can compute a convolution.</summary>
    public static bool Pixels(Convolution convolution, IReadOnlyList<Shape> inputs) =>
        convolution.Groups == 1 && convolution.Width.Stride == 1 && inputs[1][0] <= PixelConvolutionKernel.MaximumOutputs;

    /// <summary>Throws if vectors of pixels cannot compute a convolution.</summary>
    public static void RequirePixels(Convolution convolution, IReadOnlyList<Shape> inputs)
    {
        if (!Pixels(convolution, inputs))
            throw new NotSupportedException($"Convolution: {nameof(ConvolutionAlgorithm.Pixels)} needs at most "
                + $"{PixelConvolutionKernel.MaximumOutputs} output channels, stride 1 along the width and one group; "
                + "leave CpuDevice.ConvolutionAlgorithm null");
    }

    /// <summary>Whether Winograd's algorithms can compute a convolution.</summary>
    public static bool Winograd(Convolution convolution) => convolution.Groups == 1 && Simple(convolution.Height)
        && Simple(convolution.Width);

    private static bool Simple(Window window) => window is { Size: 3, Stride: 1, Dilation: 1 };

    /// <summary>Throws if Winograd's algorithms cannot compute a convolution.</summary>
    public static void RequireWinograd(Convolution convolution)
    {
        if (!Winograd(convolution))
            throw new NotSupportedException("Convolution: Winograd's algorithms need filters of 3x3, stride 1, no dilation and one group; "
                + "leave CpuDevice.ConvolutionAlgorithm null");
    }

    /// <summary>
    /// Estimates the cycles of the implicit GEMM: multiplications at the speed of the registers, then filters from memory.
    /// </summary>
    private static double GatherCycles(Shape filters, Shape output, int threads)
    {
        double pixels = WholeTiles((double)output[0] * output[2] * output[3]);
        return pixels * filters.Count / (ProductsPerCycle * threads) + filters.Count * sizeof(float) / BytesPerCycle;
    }

    /// <summary>
    /// Estimates the cycles of F(m x m, 3 x 3): the products, a little slower than those of the implicit GEMM, the transforms of tiles and
    /// products, and the transformed filters from memory.
    /// </summary>
    private static double WinogradCycles(int m, Shape filters, Shape output, int threads)
    {
        int matrices = (m + 2) * (m + 2), outputs = filters[0], channels = filters[1];
        double tiles = (double)output[0] * ((output[2] + m - 1) / m) * ((output[3] + m - 1) / m);
        double products = matrices * WholeTiles(tiles) * channels * outputs / (0.85 * ProductsPerCycle);
        double transforms = tiles * (channels + outputs) * matrices * TransformCycles;
        return (products + transforms) / threads + (double)matrices * channels * outputs * sizeof(float) / BytesPerCycle;
    }

    private static double WholeTiles(double rows) => Math.Ceiling(rows / GatherGemm.Rows) * GatherGemm.Rows;
}
