using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Network in Network: Lin, Chen and Yan 2014, "Network in network". Convolutional layers are multilayer perceptrons, and global average
/// pooling of one feature map per class gives the logits.
/// </summary>
public static class NetworkInNetwork
{
    /// <summary>
    /// Builds the network of the CIFAR-10 experiments: three mlpconv layers and global average pooling, without fully connected layers.
    /// </summary>
    /// <param name="images">The images [N, 3, 32, 32].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; those of the other layers scale with it.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value images, int classes = 10, int width = 192)
    {
        int Scaled(int filters) => Math.Max(1, filters * width / 192);
        return images
            .PerceptronConvolution("mlpconv1", 5, Scaled(192), Scaled(160), Scaled(96))
            .MaxPool(3, 2, rounding: RoundingMode.Ceiling).Dropout("dropout1", 0.5f)                  // 16x16
            .PerceptronConvolution("mlpconv2", 5, Scaled(192), Scaled(192), Scaled(192))
            .AveragePool(3, 2, rounding: RoundingMode.Ceiling).Dropout("dropout2", 0.5f)              // 8x8
            .PerceptronConvolution("mlpconv3", 3, Scaled(192), Scaled(192), classes)
            .GlobalAveragePool()
            .Flatten();
    }

    /// <summary>The paper's mlpconv layer: a convolution followed by two 1x1 convolutions.</summary>
    private static Value PerceptronConvolution(this Value x, string name, int size, int first, int second, int third) => x
        .Convolution($"{name}/conv", first, size, padding: size / 2, activation: Activation.Relu)
        .Convolution($"{name}/cccp1", second, 1, activation: Activation.Relu)
        .Convolution($"{name}/cccp2", third, 1, activation: Activation.Relu);
}
