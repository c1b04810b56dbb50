using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A convolutional autoencoder (Masci et al. 2011, "Stacked convolutional auto-encoders for hierarchical feature extraction"), made smaller by strides and
/// larger again by transposed convolutions, which make (N - 1) S + F - 2P pixels of N.
/// </summary>
public static class Autoencoder
{
    /// <summary>Pictures to a code and back.</summary>
    /// <param name="images">[N, C, H, W] with numbers from 0 to 1, height and width multiples of 4.</param>
    /// <param name="code">The length of the code.</param>
    /// <param name="width">The filters of the first layer.</param>
    /// <returns>Pictures of the input's shape, numbers from 0 to 1.</returns>
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

    /// <summary>The first half alone: pictures to codes [N, code].</summary>
    public static Value Encode(Value images, int code = 32, int width = 16) => Code(Features(images, width), code);

    private static Value Code(Value features, int code) => features.Flatten().Dense("encode/code", code);

    private static Value Features(Value images, int width) => images
        .Convolution("encode/conv1", width, 4, 2, 1, Activation.Relu)       // 14x14x16
        .Convolution("encode/conv2", 2 * width, 4, 2, 1, Activation.Relu);  // 7x7x32
}
