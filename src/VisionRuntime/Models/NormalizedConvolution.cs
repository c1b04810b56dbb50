using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A convolution followed by batch normalization (Ioffe and Szegedy 2015, "Batch normalization: accelerating deep network training by
/// reducing internal covariate shift"). The convolution has no bias, since the mean subtraction would cancel it.
/// </summary>
internal static class NormalizedConvolution
{
    /// <summary>
    /// Adds a convolution with padding of half the filter size, and batch normalization. The output size is rounded down.
    /// </summary>
    /// <param name="x">The feature maps [N, C, H, W].</param>
    /// <param name="name">The name of the layer. The variables are name/filters and, for the normalization, name/norm/...</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="size">The height and width of the filters.</param>
    /// <param name="stride">The stride of the convolution.</param>
    /// <param name="groups">The number of groups of channels; for a depthwise convolution, the number of channels.</param>
    public static Value ConvolutionNormalized(this Value x, string name, int filters, int size, int stride = 1, int groups = 1) => x
        .Convolution(name, filters, size, stride, size / 2, groups: groups, rounding: RoundingMode.Floor, bias: false)
        .BatchNormalization($"{name}/norm");
}
