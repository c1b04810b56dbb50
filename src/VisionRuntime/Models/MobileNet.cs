using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Howard et al. 2017, "MobileNets: efficient convolutional neural networks for mobile vision applications".</summary>
public static class MobileNet
{
    /// <summary>Pointwise filters and depthwise strides of table 1. (The paper's last depthwise layer says s2, but its 7x7 stays 7x7.)</summary>
    private static readonly (int Filters, int Stride)[] Table =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    /// <summary>Table 1: images [N, 3, 224, 224] to [N, classes].</summary>
    /// <param name="images">[N, 3, H, W].</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="widthMultiplier">Alpha of section 3.3: the part of each layer's channels that is kept.</param>
    public static Value V1(Value images, int classes = 1000, float widthMultiplier = 1)
    {
        int Thinned(int filters) => Math.Max(1, (int)(filters * widthMultiplier));
        var x = images.ConvolutionNormalized("conv1", Thinned(32), 3, 2).Relu();
        for (int i = 0; i < Table.Length; i++)
        {
            var (filters, stride) = Table[i];
            x = x
                .ConvolutionNormalized($"conv{i + 2}/dw", x.Shape[1], 3, stride, groups: x.Shape[1]).Relu()
                .ConvolutionNormalized($"conv{i + 2}/pw", Thinned(filters), 1).Relu();
        }
        return x.GlobalAveragePool().Flatten().Dense("fc", classes);
    }
}
