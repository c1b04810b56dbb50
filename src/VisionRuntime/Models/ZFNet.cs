using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>ZFNet: Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks".</summary>
public static class ZFNet
{
    /// <summary>Builds the network of figure 3, AlexNet with 7x7 filters at stride 2 in its first layer.</summary>
    /// <param name="images">The images [N, 3, 224, 224].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; those of the other layers scale with it.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value images, int classes = 1000, int width = 96) => images
        .Convolution("conv1", width, 7, 2, 1, Activation.Relu, rounding: RoundingMode.Floor)                       // 110x110x96
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm1")                                  // 55x55x96
        .Convolution("conv2", Scaled(256, width), 5, 2, 0, Activation.Relu, rounding: RoundingMode.Floor)          // 26x26x256
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ContrastNormalized("norm2")                                  // 13x13x256
        .LastConvolutions(width)
        .MaxPool(3, 2, rounding: RoundingMode.Ceiling)                                                             // 6x6x256
        .Classifier(classes, width);

    /// <summary>
    /// Builds a variant from lecture notes with three differences: 3x3 filters in the second layer, local contrast normalization before its
    /// pooling instead of after it, and a third local contrast normalization after the last pooling.
    /// </summary>
    /// <remarks>
    /// The notes state no stride for the second layer. It is 2, as in the paper, which gives the paper's 13x13 and 6x6 feature maps.
    /// </remarks>
    /// <param name="images">The images [N, 3, 224, 224].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; those of the other layers scale with it.</param>
    /// <returns>The logits [N, classes].</returns>
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
