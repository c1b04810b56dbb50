using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks": AlexNet with a finer first layer.</summary>
public static class ZFNet
{
    /// <summary>Figure 3 of the paper: images [N, 3, 224, 224] to logits [N, classes].</summary>
    /// <param name="images">[N, 3, 224, 224].</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first layer; the others follow in proportion.</param>
    public static Value Build(Value images, int classes = 1000, int width = 96) => images
        .Convolution("conv1", width, 7, 2, 1, Activation.Relu, rounding: RoundingMode.Floor)                       // 110x110x96
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm1")                                  // 55x55x96
        .Convolution("conv2", Scaled(256, width), 5, 2, 0, Activation.Relu, rounding: RoundingMode.Floor)          // 26x26x256
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm2")                                  // 13x13x256
        .LastConvolutions(width)
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling)                                                             // 6x6x256
        .Classifier(classes, width);

    /// <summary>
    /// The variant of lecture notes, which differs in three places: 3x3 filters in the second layer, contrast normalization before its
    /// pooling instead of after it, and a third contrast normalization after the last pooling. Images [N, 3, 224, 224] to logits
    /// [N, classes].
    /// </summary>
    /// <remarks>
    /// The notes give no stride for the second layer. It is 2, as in the paper, which leads to the paper's 13x13 and 6x6 maps.
    /// </remarks>
    /// <param name="images">[N, 3, 224, 224].</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first layer; the others follow in proportion.</param>
    public static Value NormalizedBeforePooling(Value images, int classes = 1000, int width = 96) => images
        .Convolution("conv1", width, 7, 2, 1, Activation.Relu, rounding: RoundingMode.Floor)                       // 110x110x96
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm1")                                  // 55x55x96
        .Convolution("conv2", Scaled(256, width), 3, 2, 0, Activation.Relu, rounding: RoundingMode.Floor)          // 27x27x256
        .ContrastNormalized("norm2").MaxPool(3, 2, rounding: RoundingMode.Ceiling)                                  // 13x13x256
        .LastConvolutions(width)
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm5")                                  // 6x6x256
        .Classifier(classes, width);

    private static Value LastConvolutions(this Value x, int width) => x
        .Convolution("conv3", Scaled(384, width), 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv4", Scaled(384, width), 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv5", Scaled(256, width), 3, padding: 1, activation: Activation.Relu);

    private static Value Classifier(this Value x, int classes, int width) => x
        .Flatten()
        .Dropout("dropout6", 0.5f).Dense("fc6", Scaled(4096, width), Activation.Relu)
        .Dropout("dropout7", 0.5f).Dense("fc7", Scaled(4096, width), Activation.Relu)
        .Dense("fc8", classes);

    private static int Scaled(int filters, int width) => Math.Max(1, filters * width / 96);

    private static Value ContrastNormalized(this Value x, string name)
    {
        using var layer = x.Graph.Layer(name);
        return x.LocalContrastNormalization();
    }
}
