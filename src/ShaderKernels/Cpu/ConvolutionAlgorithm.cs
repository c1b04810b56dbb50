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
}

/// <summary>The choice among the algorithms.</summary>
internal static class ConvolutionChoice
{
    /// <summary>The algorithm that was faster where both were measured.</summary>
    public static ConvolutionAlgorithm For(Convolution convolution, IReadOnlyList<Shape> inputs) => ConvolutionAlgorithm.Gather;
}
