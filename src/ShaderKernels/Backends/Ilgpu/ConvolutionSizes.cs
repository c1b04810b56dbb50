using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// The geometry of a convolution, passed to kernels: image [N, H, W, C], filters [KH, KW, C / Groups, O], result [N, OH, OW, O].
/// </summary>
internal struct ConvolutionSizes
{
    /// <summary>The batch size, and the height, width and channels of the image.</summary>
    public int N, H, W, C;

    /// <summary>The height, width and channels of the result.</summary>
    public int OH, OW, O;

    /// <summary>The height and width of the filter.</summary>
    public int KH, KW;

    /// <summary>The strides.</summary>
    public int StrideH, StrideW;

    /// <summary>The padding above the image and to the left of it.</summary>
    public int PadH, PadW;

    /// <summary>The dilations.</summary>
    public int DilationH, DilationW;

    /// <summary>The number of groups, and the channels of the image and of the result in each.</summary>
    public int Groups, GroupC, GroupO;

    /// <summary>1 if a bias, or a residual, is added; otherwise 0.</summary>
    public int Bias, Residual;

    /// <summary>1 if the activation is ReLU or ReLU6, and 1 if it is ReLU6; otherwise 0.</summary>
    public int Relu, Relu6;

    /// <summary>The slope of the activation for negative values.</summary>
    public float NegativeSlope;

    /// <summary>The number of splits of the sum of a filter gradient, and the rows of the result in each.</summary>
    public int Splits, SplitRows;

    internal static ConvolutionSizes Create(Window height, Window width, int groups, Shape image, Shape result) => new()
    {
        N = image[0], C = image[1], H = image[2], W = image[3],
        O = result[1], OH = result[2], OW = result[3],
        KH = height.Size, KW = width.Size,
        StrideH = height.Stride, StrideW = width.Stride,
        PadH = height.PadBegin, PadW = width.PadBegin,
        DilationH = height.Dilation, DilationW = width.Dilation,
        Groups = groups, GroupC = image[1] / groups, GroupO = result[1] / groups,
    };
}
