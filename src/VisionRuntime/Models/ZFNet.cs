using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks": AlexNet with a finer first layer.</summary>
public static class ZFNet
{
    /// <summary>Figure 3 of the paper: images [N, 3, 224, 224] to [N, classes]. (Document 003 writes 3x3 for the second layer, whose 26x26 needs 5x5/2.)</summary>
    /// <param name="images">[N, 3, 224, 224].</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first layer; the others follow in proportion.</param>
    public static Value Build(Value images, int classes = 1000, int width = 96)
    {
        int Scaled(int filters) => Math.Max(1, filters * width / 96);
        return images
            .Convolution("conv1", Scaled(96), 7, 2, 1, Activation.Relu, fit: Fit.Floor)   // 110x110x96
            .MaxPool(3, 2, fit: Fit.Ceiling).ContrastNormalized("norm1")                   // 55x55x96
            .Convolution("conv2", Scaled(256), 5, 2, 0, Activation.Relu, fit: Fit.Floor)  // 26x26x256
            .MaxPool(3, 2, fit: Fit.Ceiling).ContrastNormalized("norm2")                   // 13x13x256
            .Convolution("conv3", Scaled(384), 3, padding: 1, activation: Activation.Relu)
            .Convolution("conv4", Scaled(384), 3, padding: 1, activation: Activation.Relu)
            .Convolution("conv5", Scaled(256), 3, padding: 1, activation: Activation.Relu)
            .MaxPool(3, 2, fit: Fit.Ceiling)                                              // 6x6x256
            .Flatten()
            .Dropout("dropout6", 0.5f).Dense("fc6", Scaled(4096), Activation.Relu)
            .Dropout("dropout7", 0.5f).Dense("fc7", Scaled(4096), Activation.Relu)
            .Dense("fc8", classes);
    }

    private static Value ContrastNormalized(this Value x, string name)
    {
        using var layer = x.Graph.Layer(name);
        return x.LocalContrastNormalization();
    }
}
