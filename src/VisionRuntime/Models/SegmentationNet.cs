using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A small encoder and decoder for segmentation, which joins the features of equal size as Ronneberger, Fischer and Brox 2015, "U-Net:
/// convolutional networks for biomedical image segmentation": the class of each pixel needs what is around it, and where its edges are.
/// </summary>
public static class SegmentationNet
{
    /// <summary>Builds the network.</summary>
    /// <param name="images">The images [N, C, H, W]. Height and width must be multiples of 8.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters at the full size; each of three halved sizes has more.</param>
    /// <returns>The logits of each pixel, [N, classes, H, W].</returns>
    public static Value Build(Value images, int classes = 3, int width = 8)
    {
        var full = images.ConvolutionNormalized("encode1", width, 3).Relu();
        var half = full.MaxPool(2).ConvolutionNormalized("encode2", 2 * width, 3).Relu();
        var quarter = half.MaxPool(2).ConvolutionNormalized("encode3", 4 * width, 3).Relu();
        var eighth = quarter.MaxPool(2).ConvolutionNormalized("encode4", 6 * width, 3).Relu();
        return Joined(Joined(Joined(eighth, quarter, "decode3", 3 * width), half, "decode2", 2 * width), full, "decode1", width)
            .Convolution("classes", classes, 1);
    }

    /// <summary>Enlarges features to the size of earlier ones, and combines both.</summary>
    private static Value Joined(Value small, Value large, string name, int filters) =>
        Join.Concatenate(1, small.Resize(large.Shape[2], large.Shape[3], ResizeMode.Nearest), large)
            .ConvolutionNormalized(name, filters, 3).Relu();
}
