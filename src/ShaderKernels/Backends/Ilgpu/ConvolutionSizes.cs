using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>A convolution's geometry as its kernels take it: image [N, H, W, C], filters [KH, KW, C / Groups, O], result [N, OH, OW, O].</summary>
public struct ConvolutionSizes
{
    /// <summary>The batch, and the image's height, width and channels.</summary>
    public int N, H, W, C;

    /// <summary>The result's height, width and channels.</summary>
    public int OH, OW, O;

    /// <summary>The filter's height and width.</summary>
    public int KH, KW;

    /// <summary>How far the filter steps.</summary>
    public int StrideH, StrideW;

    /// <summary>Zero rows above the image and zero columns left of it.</summary>
    public int BeforeH, BeforeW;

    /// <summary>The distance between the filter's taps.</summary>
    public int DilationH, DilationW;

    /// <summary>The groups, and the image's and the result's channels in one of them.</summary>
    public int Groups, GroupC, GroupO;

    /// <summary>Not 0 where a bias is added, and where a residual is.</summary>
    public int Bias, Residual;

    /// <summary>Not 0 where negative results become 0, and not 0 where the largest result is 6.</summary>
    public int Relu, Relu6;

    /// <summary>The parts that a filter gradient's sum is split into, and the rows of the result in each.</summary>
    public int Splits, SplitRows;

    internal static ConvolutionSizes Of(Window height, Window width, int groups, Shape image, Shape result) => new()
    {
        N = image[0], C = image[1], H = image[2], W = image[3],
        O = result[1], OH = result[2], OW = result[3],
        KH = height.Size, KW = width.Size,
        StrideH = height.Stride, StrideW = width.Stride,
        BeforeH = height.PadBegin, BeforeW = width.PadBegin,
        DilationH = height.Dilation, DilationW = width.Dilation,
        Groups = groups, GroupC = image[1] / groups, GroupO = result[1] / groups,
    };
}
