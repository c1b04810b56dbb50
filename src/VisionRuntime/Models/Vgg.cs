using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition": nothing but 3x3 convolutions and 2x2 pooling.</summary>
public static class Vgg
{
    /// <summary>Configuration D: 13 convolutions and 3 fully connected layers. Images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value Vgg16(Value images, int classes = 1000) => Build(images, [2, 2, 3, 3, 3], classes);

    /// <summary>Configuration E: 16 convolutions and 3 fully connected layers. Images [N, 3, 224, 224] to [N, classes].</summary>
    public static Value Vgg19(Value images, int classes = 1000) => Build(images, [2, 2, 4, 4, 4], classes);

    /// <summary>Any network of the family.</summary>
    /// <param name="images">[N, C, H, W].</param>
    /// <param name="blocks">The number of convolutions before each pooling.</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first block: doubled from block to block, at most eightfold; the hidden layers have 64 times as many units.</param>
    /// <param name="padding">1 keeps the size, as in the paper. With 0, pooling drops what is left over at the border, and a window slid over a larger picture
    /// sees exactly what it would see of a crop.</param>
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
