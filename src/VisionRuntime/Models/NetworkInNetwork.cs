using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Lin, Chen and Yan 2014, "Network in network": a small perceptron slides over the picture, and each class has a map whose mean is its score.</summary>
public static class NetworkInNetwork
{
    /// <summary>The network of the paper's CIFAR-10 experiments: three perceptron convolutions and global average pooling, with no fully connected layer.</summary>
    /// <param name="images">[N, 3, 32, 32].</param>
    /// <param name="classes">The number of outputs.</param>
    /// <param name="width">The filters of the first layer; the others follow in proportion.</param>
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

    /// <summary>A convolution and two of 1x1 behind it: a perceptron with two hidden layers at every position.</summary>
    private static Value PerceptronConvolution(this Value x, string name, int size, int first, int second, int third) => x
        .Convolution($"{name}/conv", first, size, padding: size / 2, activation: Activation.Relu)
        .Convolution($"{name}/cccp1", second, 1, activation: Activation.Relu)
        .Convolution($"{name}/cccp2", third, 1, activation: Activation.Relu);
}
