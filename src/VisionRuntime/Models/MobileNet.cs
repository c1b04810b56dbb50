using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>MobileNet: Howard et al. 2017, "MobileNets: efficient convolutional neural networks for mobile vision applications".</summary>
public static class MobileNet
{
    /// <summary>
    /// The pointwise filters and depthwise strides of table 1. The table gives the last depthwise layer a stride of 2, but its feature maps
    /// stay 7x7, so the stride is 1.
    /// </summary>
    private static readonly (int Filters, int Stride)[] Table =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    /// <summary>Builds MobileNet v1 of table 1.</summary>
    /// <param name="images">The images [N, 3, H, W], 224x224 in the paper.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="widthMultiplier">The width multiplier alpha of section 3.3, which scales the number of channels of each layer.</param>
    /// <returns>The logits [N, classes].</returns>
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
