using System.Collections.Immutable;
using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Redmon and Farhadi 2017, "YOLO9000: better, faster, stronger": the small network of its authors' tiny-yolo-voc.cfg.</summary>
public static class TinyYolo
{
    /// <summary>The 20 classes of Pascal VOC in the order of the authors' voc.names.</summary>
    public static ImmutableArray<string> VocClasses { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike",
        "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    /// <summary>
    /// Nine convolutions: images [N, 3, 416, 416] to [N, anchors * (5 + classes), 13, 13], for each anchor of each cell x, y, width, height, objectness and
    /// the classes' scores, all still encoded.
    /// </summary>
    /// <param name="images">[N, 3, H, W], height and width multiples of 32.</param>
    /// <param name="anchors">Boxes that each cell may find.</param>
    /// <param name="classes">The number of classes; 20 in Pascal VOC.</param>
    /// <param name="width">The filters of the first layer, doubled from layer to layer.</param>
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
}
