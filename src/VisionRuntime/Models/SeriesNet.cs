using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A fully convolutional network for time series: Wang, Yan and Oates 2017, "Time series classification from scratch with deep neural
/// networks: a strong baseline", figure 1b.
/// </summary>
public static class SeriesNet
{
    /// <summary>Builds the network: convolutions over 8, 5 and 3 points with batch normalization, and the mean over time.</summary>
    /// <param name="series">The series [N, C, L]; one channel for a single signal.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first and the last convolution; the second has twice as many.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value series, int classes = 6, int width = 128) => series
        .Block("conv1", width, 8).Block("conv2", 2 * width, 5).Block("conv3", width, 3)
        .GlobalAveragePool().Flatten().Dense("fc", classes);

    private static Value Block(this Value x, string name, int filters, int size) =>
        // As many points as before: with an even filter, one more is added after them than before.
        x.Convolution(name, filters, size, padding: Padding.Same, bias: false).BatchNormalization($"{name}/norm").Relu();
}
