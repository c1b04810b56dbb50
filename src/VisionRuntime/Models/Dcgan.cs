using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// Radford, Metz and Chintala 2016, "Unsupervised representation learning with deep convolutional generative adversarial networks": strides in place of pooling,
/// batch normalization everywhere but at the generator's output and the discriminator's input, 5x5 filters at stride 2.
/// </summary>
public static class Dcgan
{
    /// <summary>Figure 1: noise [N, 100], uniform from -1 to 1, to pictures [N, channels, 64, 64] with numbers from -1 to 1.</summary>
    /// <param name="noise">One row a picture.</param>
    /// <param name="channels">The pictures' channels.</param>
    /// <param name="width">The channels of the smallest, 4x4, pictures; halved from layer to layer.</param>
    public static Value Generator(Value noise, int channels = 3, int width = 1024)
    {
        var x = noise.Project("generator/project", width).BatchNormalization("generator/project/norm").Relu();   // 4x4x1024
        for (int i = 1; i <= 3; i++)
        {
            x = x.TransposedConvolution($"generator/conv{i}", width >> i, 5, 2, 2, 1, bias: false)                // 8x8x512, 16x16x256, 32x32x128
                .BatchNormalization($"generator/conv{i}/norm").Relu();
        }
        return x.TransposedConvolution("generator/conv4", channels, 5, 2, 2, 1).Tanh();                           // 64x64x3
    }

    /// <summary>The generator turned around: pictures [N, channels, 64, 64] to the score, before the sigmoid, that each is real, [N, 1].</summary>
    /// <param name="images">Numbers from -1 to 1.</param>
    /// <param name="width">The filters of the first layer; doubled from layer to layer.</param>
    public static Value Discriminator(Value images, int width = 128)
    {
        var x = images.Convolution("discriminator/conv1", width, 5, 2, 2, rounding: RoundingMode.Floor).LeakyRelu(0.2f);         // 32x32x128
        for (int i = 2; i <= 4; i++) x = x.ConvolutionNormalized($"discriminator/conv{i}", width << (i - 1), 5, 2).LeakyRelu(0.2f);   // 16x16x256, 8x8x512, 4x4x1024
        return x.Flatten().Dense("discriminator/score", 1);
    }

    private static Value Project(this Value noise, string name, int width) => noise.Dense(name, 16 * width).Reshape([noise.Shape[0], width, 4, 4]);
}
