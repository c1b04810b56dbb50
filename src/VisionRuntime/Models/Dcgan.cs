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
    /// <summary>Builds the generator of figure 1.</summary>
    /// <param name="noise">The latent vectors [N, 100], sampled uniformly from [-1, 1], one row per image.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="width">The number of channels of the first, 4x4, feature maps; each layer halves it.</param>
    /// <returns>The images [N, channels, 64, 64] with values in [-1, 1].</returns>
    public static Value Generator(Value noise, int channels = 3, int width = 1024)
    {
        var x = noise.Project("generator/project", width).BatchNormalization("generator/project/norm").Relu();   // 4x4x1024
        for (int i = 1; i <= 3; i++)
        {
            // 8x8x512, 16x16x256, 32x32x128
            x = x.TransposedConvolution($"generator/conv{i}", width >> i, 5, 2, 2, 1, bias: false)
                .BatchNormalization($"generator/conv{i}/norm").Relu();
        }
        return x.TransposedConvolution("generator/conv4", channels, 5, 2, 2, 1).Tanh();                           // 64x64x3
    }

    /// <summary>Builds the discriminator.</summary>
    /// <param name="images">The images [N, channels, 64, 64] with values in [-1, 1].</param>
    /// <param name="width">The number of filters of the first layer; each later layer doubles it.</param>
    /// <returns>The logits [N, 1] that the images are real, to be passed to a sigmoid.</returns>
    public static Value Discriminator(Value images, int width = 128)
    {
        var x = images.Convolution("discriminator/conv1", width, 5, 2, 2, rounding: RoundingMode.Floor).LeakyRelu(0.2f); // 32x32x128
        // 16x16x256, 8x8x512, 4x4x1024
        for (int i = 2; i <= 4; i++)
            x = x.ConvolutionNormalized($"discriminator/conv{i}", width << (i - 1), 5, 2).LeakyRelu(0.2f);
        return x.Flatten().Dense("discriminator/score", 1);
    }

    private static Value Project(this Value noise, string name, int width) =>
        noise.Dense(name, 16 * width).Reshape([noise.Shape[0], width, 4, 4]);
}
