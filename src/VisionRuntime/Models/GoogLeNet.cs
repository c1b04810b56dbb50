using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// GoogLeNet (Inception v1): Szegedy et al. 2015, "Going deeper with convolutions". It has 22 layers with weights, nine Inception modules
/// and a global average pooling before the classifier.
/// </summary>
public static class GoogLeNet
{
    /// <summary>
    /// Builds the network of table 1 without the auxiliary classifiers. The paper does not state the parameters of its local response
    /// normalization; those of AlexNet are used.
    /// </summary>
    /// <param name="images">The images [N, 3, 224, 224].</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="width">The number of filters of the first layer; those of the other layers scale with it.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value images, int classes = 1000, int width = 64) => Network(images, classes, width).Logits;

    /// <summary>
    /// Builds the network with its two auxiliary classifiers, which are used in training only. The loss is that of the network plus 0.3
    /// times that of each auxiliary classifier (section 5).
    /// </summary>
    /// <returns>The logits of the network and of the auxiliary classifiers after modules 4a and 4d, each [N, classes].</returns>
    public static (Value Logits, Value First, Value Second) BuildWithAuxiliaries(Value images, int classes = 1000, int width = 64)
    {
        var (logits, after4a, after4d) = Network(images, classes, width);
        return (logits, after4a.Auxiliary("loss1", classes, width), after4d.Auxiliary("loss2", classes, width));
    }

    private static (Value Logits, Value After4a, Value After4d) Network(Value images, int classes, int width)
    {
        var x = images
            .Convolution("conv1", width, 7, 2, 3, Activation.Relu, rounding: RoundingMode.Floor)        // 112x112x64
            .MaxPool(3, 2, rounding: RoundingMode.Ceiling).ResponseNormalized("norm1")                  // 56x56x64
            .Convolution("conv2_reduce", width, 1, activation: Activation.Relu)
            .Convolution("conv2", 3 * width, 3, padding: 1, activation: Activation.Relu)
            .ResponseNormalized("norm2").MaxPool(3, 2, rounding: RoundingMode.Ceiling);                 // 28x28x192
        Value Inception(Value x, string name, int one, int threeReduce, int three, int fiveReduce, int five, int pool) =>
            x.Inception(name, [.. new[] { one, threeReduce, three, fiveReduce, five, pool }
                .Select(filters => Math.Max(1, filters * width / 64))]);

        //                            1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool
        x = Inception(x, "inception_3a", 64, 96, 128, 16, 32, 32);
        x = Inception(x, "inception_3b", 128, 128, 192, 32, 96, 64).MaxPool(3, 2, rounding: RoundingMode.Ceiling);   // 14x14x480
        var after4a = x = Inception(x, "inception_4a", 192, 96, 208, 16, 48, 64);
        x = Inception(x, "inception_4b", 160, 112, 224, 24, 64, 64);
        x = Inception(x, "inception_4c", 128, 128, 256, 24, 64, 64);
        var after4d = x = Inception(x, "inception_4d", 112, 144, 288, 32, 64, 64);
        x = Inception(x, "inception_4e", 256, 160, 320, 32, 128, 128).MaxPool(3, 2, rounding: RoundingMode.Ceiling); // 7x7x832
        x = Inception(x, "inception_5a", 256, 160, 320, 32, 128, 128);
        x = Inception(x, "inception_5b", 384, 192, 384, 48, 128, 128);                                 // 7x7x1024
        return (x.GlobalAveragePool().Flatten().Dropout("dropout", 0.4f).Dense("classifier", classes), after4a, after4d);
    }

    /// <summary>
    /// The Inception module of figure 2b: four parallel branches (1x1; 3x3 and 5x5, each after a 1x1 convolution that reduces the channels;
    /// and max pooling with a 1x1 convolution), concatenated along the channels.
    /// </summary>
    private static Value Inception(this Value x, string name, int[] filters) => Join.Concatenate(1,
        x.Convolution($"{name}/1x1", filters[0], 1, activation: Activation.Relu),
        x.Convolution($"{name}/3x3_reduce", filters[1], 1, activation: Activation.Relu)
            .Convolution($"{name}/3x3", filters[2], 3, padding: 1, activation: Activation.Relu),
        x.Convolution($"{name}/5x5_reduce", filters[3], 1, activation: Activation.Relu)
            .Convolution($"{name}/5x5", filters[4], 5, padding: 2, activation: Activation.Relu),
        x.MaxPool(3, 1, 1).Convolution($"{name}/pool_proj", filters[5], 1, activation: Activation.Relu));

    /// <summary>An auxiliary classifier: 5x5 average pooling at stride 3, 128 1x1 filters, 1024 units and dropout of 0.7.</summary>
    private static Value Auxiliary(this Value x, string name, int classes, int width) => x
        .AveragePool(5, 3)                                                                // 4x4
        .Convolution($"{name}/conv", 2 * width, 1, activation: Activation.Relu)
        .Flatten()
        .Dense($"{name}/fc", 16 * width, Activation.Relu).Dropout($"{name}/dropout", 0.7f)
        .Dense($"{name}/classifier", classes);
}
