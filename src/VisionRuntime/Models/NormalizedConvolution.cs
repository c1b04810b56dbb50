using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>The pair that networks since 2015 are made of: a convolution without a bias, and batch normalization, whose shift would take the bias away again.</summary>
internal static class NormalizedConvolution
{
    /// <summary>[N, C, H, W] to [N, filters, H / stride, W / stride]: padded by half the filter, what is left over at the border is dropped.</summary>
    /// <param name="x">The images.</param>
    /// <param name="name">The variables are called name/filters, and name/norm/... of the normalization.</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The filters' height and width, odd.</param>
    /// <param name="stride">The step between positions.</param>
    /// <param name="groups">Groups of channels that do not see each other; as many as channels in a depthwise convolution.</param>
    public static Value ConvolutionNormalized(this Value x, string name, int filters, int size, int stride = 1, int groups = 1) => x
        .Convolution(name, filters, size, stride, size / 2, groups: groups, rounding: RoundingMode.Floor, bias: false)
        .BatchNormalization($"{name}/norm");
}
