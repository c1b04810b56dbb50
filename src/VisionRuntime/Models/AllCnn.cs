using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// The all-convolutional network: Springenberg, Dosovitskiy, Brox and Riedmiller 2015, "Striving for simplicity: the all convolutional
/// net". Convolutions with stride 2 replace pooling, and 1x1 convolutions replace fully connected layers.
/// </summary>
public static class AllCnn
{
    /// <summary>Builds All-CNN-C of table 2 for CIFAR-10.</summary>
    /// <param name="images">The images [N, 3, 32, 32].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first three layers; the later hidden layers have twice as many.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value C(Value images, int classes = 10, int width = 96) => images
        .Dropout("dropout0", 0.2f)
        .Convolution("conv1", width, 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv2", width, 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv3", width, 3, 2, 1, Activation.Relu, rounding: RoundingMode.Floor)        // 16x16x96, in place of pooling
        .Dropout("dropout3", 0.5f)
        .Convolution("conv4", 2 * width, 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv5", 2 * width, 3, padding: 1, activation: Activation.Relu)
        .Convolution("conv6", 2 * width, 3, 2, 1, Activation.Relu, rounding: RoundingMode.Floor)    // 8x8x192, in place of pooling
        .Dropout("dropout6", 0.5f)
        .Convolution("conv7", 2 * width, 3, activation: Activation.Relu)              // 6x6x192
        .Convolution("conv8", 2 * width, 1, activation: Activation.Relu)
        .Convolution("conv9", classes, 1, activation: Activation.Relu)
        .GlobalAveragePool()
        .Flatten();
}
