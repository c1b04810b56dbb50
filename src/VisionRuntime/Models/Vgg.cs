using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// VGG: Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition". All convolutions are 3x3, and
/// all pooling is 2x2.
/// </summary>
public static class Vgg
{
    /// <summary>Builds VGG-16, configuration D. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value Vgg16(Value images, int classes = 1000) => Build(images, [2, 2, 3, 3, 3], classes);

    /// <summary>Builds VGG-19, configuration E. Images are [N, 3, 224, 224], and logits [N, classes].</summary>
    public static Value Vgg19(Value images, int classes = 1000) => Build(images, [2, 2, 4, 4, 4], classes);

    /// <summary>Builds a VGG network.</summary>
    /// <param name="images">The images [N, C, H, W].</param>
    /// <param name="blocks">The number of convolutions of each block.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">
    /// The number of filters of the first block; each later block doubles it, up to 8 times. The hidden layers have 64 times as many units.
    /// </param>
    /// <param name="padding">
    /// The padding of the convolutions. 1 keeps the spatial size, as in the paper. With 0, the output size of pooling is rounded down, and
    /// the outputs of a network that <see cref="Convolutional"/> converted equal those on each crop.
    /// </param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value images, IReadOnlyList<int> blocks, int classes = 1000, int width = 64, int padding = 1)
    {
        var x = images;
        for (int block = 1; block <= blocks.Count; block++)
        {
            int filters = width * Math.Min(8, 1 << (block - 1));
            for (int i = 1; i <= blocks[block - 1]; i++) x = x.Convolution($"conv{block}_{i}", filters, 3, 1, padding, Activation.Relu);
            x = x.MaxPool(2, rounding: padding == 0 ? RoundingMode.Floor : RoundingMode.Exact);
        }
        return x
            .Flatten()
            .Dense("fc6", 64 * width, Activation.Relu).Dropout("dropout6", 0.5f)
            .Dense("fc7", 64 * width, Activation.Relu).Dropout("dropout7", 0.5f)
            .Dense("fc8", classes);
    }
}
