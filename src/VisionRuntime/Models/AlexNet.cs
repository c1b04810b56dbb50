using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>AlexNet: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks".</summary>
public static class AlexNet
{
    /// <summary>
    /// Builds the network as a single tower, without the paper's split across two GPUs. The paper states an input size of 224x224, but its
    /// 55x55 feature maps require 227x227.
    /// </summary>
    /// <param name="images">The images [N, 3, 227, 227].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; those of the other layers scale with it.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value images, int classes = 1000, int width = 96)
    {
        int Scaled(int filters) => Math.Max(1, filters * width / 96);
        return images
            .Convolution("conv1", Scaled(96), 11, 4, activation: Activation.Relu)       // 55x55x96
            .ResponseNormalized("norm1")
            .MaxPool(3, 2)                                                              // 27x27x96
            .Convolution("conv2", Scaled(256), 5, padding: 2, activation: Activation.Relu)
            .ResponseNormalized("norm2")
            .MaxPool(3, 2)                                                              // 13x13x256
            .Convolution("conv3", Scaled(384), 3, padding: 1, activation: Activation.Relu)
            .Convolution("conv4", Scaled(384), 3, padding: 1, activation: Activation.Relu)
            .Convolution("conv5", Scaled(256), 3, padding: 1, activation: Activation.Relu)
            .MaxPool(3, 2)                                                              // 6x6x256
            .Flatten()
            .Dropout("dropout6", 0.5f).Dense("fc6", Scaled(4096), Activation.Relu)
            .Dropout("dropout7", 0.5f).Dense("fc7", Scaled(4096), Activation.Relu)
            .Dense("fc8", classes);
    }

    /// <summary>Local response normalization of section 3.3: k = 2, n = 5, alpha = 1e-4 per channel, beta = 0.75.</summary>
    internal static Value ResponseNormalized(this Value x, string name)
    {
        using var layer = x.Graph.Layer(name);
        return x.LocalResponseNormalization(5, 5 * 1e-4f, 0.75f, 2);
    }
}
