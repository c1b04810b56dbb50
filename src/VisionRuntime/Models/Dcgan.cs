using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// DCGAN: Radford, Metz and Chintala 2016, "Unsupervised representation learning with deep convolutional generative adversarial networks".
/// Strided 5x5 convolutions replace pooling, and every layer uses batch normalization except the generator's output layer and the
/// discriminator's input layer.
/// </summary>
public static class Dcgan
{
    /// <summary>Builds the generator; that of figure 1 by default.</summary>
    /// <param name="noise">The latent vectors [N, 100], sampled uniformly from [-1, 1], one row per image.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="width">The number of channels of the first feature maps; each layer halves it.</param>
    /// <param name="start">The height and width of the first feature maps.</param>
    /// <param name="layers">The number of transposed convolutions, each of which doubles the height and width.</param>
    /// <returns>The images [N, channels, S, S] with values in [-1, 1], where S is start * 2^layers: 64 by default.</returns>
    public static Value Generator(Value noise, int channels = 3, int width = 1024, int start = 4, int layers = 4)
    {
        var x = noise.Project("generator/project", width, start).BatchNormalization("generator/project/norm").Relu();   // 4x4x1024
        for (int i = 1; i < layers; i++)
        {
            // 8x8x512, 16x16x256, 32x32x128
            x = x.TransposedConvolution($"generator/conv{i}", width >> i, 5, 2, 2, 1, bias: false)
                .BatchNormalization($"generator/conv{i}/norm").Relu();
        }
        return x.TransposedConvolution($"generator/conv{layers}", channels, 5, 2, 2, 1).Tanh();                         // 64x64x3
    }

    /// <summary>Builds the discriminator.</summary>
    /// <param name="images">The images [N, channels, S, S] with values in [-1, 1]; S is 64 by default.</param>
    /// <param name="width">The number of filters of the first layer; each later layer doubles it.</param>
    /// <param name="layers">The number of convolutions, each of which halves the height and width.</param>
    /// <returns>The logits [N, 1] that the images are real, to be passed to a sigmoid.</returns>
    public static Value Discriminator(Value images, int width = 128, int layers = 4)
    {
        var x = images.Convolution("discriminator/conv1", width, 5, 2, 2, rounding: RoundingMode.Floor).LeakyRelu(0.2f); // 32x32x128
        // 16x16x256, 8x8x512, 4x4x1024
        for (int i = 2; i <= layers; i++)
            x = x.ConvolutionNormalized($"discriminator/conv{i}", width << (i - 1), 5, 2).LeakyRelu(0.2f);
        return x.Flatten().Dense("discriminator/score", 1);
    }

    private static Value Project(this Value noise, string name, int width, int size) =>
        noise.Dense(name, size * size * width).Reshape([noise.Shape[0], width, size, size]);
}
