using System.Collections.Immutable;
using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Tiny YOLO v2: Redmon and Farhadi 2017, "YOLO9000: better, faster, stronger", as in the authors' tiny-yolo-voc.cfg.</summary>
public static class TinyYolo
{
    /// <summary>The number of anchors of <see cref="Small"/> unless another is given.</summary>
    internal const int SmallAnchors = 3;

    /// <summary>Gets the 20 classes of Pascal VOC in the order of the authors' voc.names.</summary>
    public static ImmutableArray<string> VocClasses { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike",
        "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    /// <summary>
    /// Builds the network of nine convolutions. For each anchor of each grid cell the output holds the encoded x, y, width, height and
    /// objectness of a bounding box, and the class logits.
    /// </summary>
    /// <param name="images">The images [N, 3, H, W], usually 416x416. Height and width must be multiples of 32.</param>
    /// <param name="anchors">The number of anchor boxes of each grid cell.</param>
    /// <param name="classes">The number of classes; 20 in Pascal VOC.</param>
    /// <param name="width">The number of filters of the first layer; each later layer up to the seventh doubles it.</param>
    /// <returns>The encoded boxes [N, anchors * (5 + classes), H / 32, W / 32].</returns>
    public static Value V2(Value images, int anchors = 5, int classes = 20, int width = 16)
    {
        var x = images;
        for (int i = 0; i < 5; i++) x = x.ConvolutionNormalized($"conv{i + 1}", width << i, 3).LeakyRelu(0.1f).MaxPool(2);
        var window = new Window(2, 1, 0, 1); // keeps 13x13
        return x
            .ConvolutionNormalized("conv6", 32 * width, 3).LeakyRelu(0.1f).Pool(PoolKind.Max, window, window)
            .ConvolutionNormalized("conv7", 64 * width, 3).LeakyRelu(0.1f)
            .ConvolutionNormalized("conv8", 64 * width, 3).LeakyRelu(0.1f)
            .Convolution("conv9", anchors * (5 + classes), 1);
    }

    /// <summary>
    /// Builds a network of the same kind for small images: five convolutions, of which the first four are followed by pooling, so that the
    /// grid has a cell for 16 by 16 pixels rather than 32 by 32.
    /// </summary>
    /// <param name="images">The images [N, 3, H, W]. Height and width must be multiples of 16.</param>
    /// <param name="anchors">The number of anchor boxes of each grid cell.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; each later layer up to the fourth doubles it.</param>
    /// <returns>The encoded boxes [N, anchors * (5 + classes), H / 16, W / 16].</returns>
    public static Value Small(Value images, int anchors = SmallAnchors, int classes = 3, int width = 8)
    {
        var x = images;
        for (int i = 0; i < 4; i++) x = x.ConvolutionNormalized($"conv{i + 1}", width << i, 3).LeakyRelu(0.1f).MaxPool(2);
        return x
            .ConvolutionNormalized("conv5", 8 * width, 3).LeakyRelu(0.1f)
            .Convolution("conv6", anchors * (5 + classes), 1);
    }
}
