using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A convolutional autoencoder: Masci et al. 2011, "Stacked convolutional auto-encoders for hierarchical feature extraction". The encoder
/// downsamples with strided convolutions and the decoder upsamples with transposed convolutions, whose output size is
/// (N - 1) S + F - 2P for input size N, stride S, filter size F and padding P.
/// </summary>
public static class Autoencoder
{
    /// <summary>Builds the encoder and the decoder.</summary>
    /// <param name="images">The images [N, C, H, W] with values in [0, 1]. Height and width must be multiples of 4.</param>
    /// <param name="code">The number of dimensions of the latent code.</param>
    /// <param name="width">The number of filters of the first layer; the second has twice as many.</param>
    /// <returns>The reconstructed images, of the shape of the input, with values in [0, 1].</returns>
    public static Value Build(Value images, int code = 32, int width = 16)
    {
        var small = Features(images, width);
        return Code(small, code)
            .Dense("decode/fc1", 2 * width * small.Shape[2] * small.Shape[3], Activation.Relu)
            .Reshape(small.Shape)                                                                         // 7x7x32
            .TransposedConvolution("decode/conv2", width, 4, 2, 1, activation: Activation.Relu)           // 14x14x16: (7 - 1) 2 + 4 - 2
            .TransposedConvolution("decode/conv3", images.Shape[1], 4, 2, 1)                              // 28x28x1
            .Sigmoid();
    }

    /// <summary>Builds the encoder only, which returns the latent codes [N, code].</summary>
    public static Value Encode(Value images, int code = 32, int width = 16) => Code(Features(images, width), code);

    private static Value Code(Value features, int code) => features.Flatten().Dense("encode/code", code);

    private static Value Features(Value images, int width) => images
        .Convolution("encode/conv1", width, 4, 2, 1, Activation.Relu)       // 14x14x16
        .Convolution("encode/conv2", 2 * width, 4, 2, 1, Activation.Relu);  // 7x7x32
}
