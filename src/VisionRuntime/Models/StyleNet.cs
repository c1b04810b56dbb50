using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A network that draws an image anew in a style: Johnson, Alahi and Fei-Fei 2016, "Perceptual losses for real-time style transfer and
/// super-resolution", with the instance normalization of Ulyanov, Vedaldi and Lempitsky 2016, resizing in place of transposed convolutions,
/// and fewer filters.
/// </summary>
public static class StyleNet
{
    /// <summary>Builds the network: two convolutions that halve the size, residual blocks, and the way back.</summary>
    /// <param name="images">The images [N, 3, H, W] with values from 0 to 1. Height and width must be multiples of 4.</param>
    /// <param name="width">The number of filters of the first layer; the paper has 32.</param>
    /// <param name="blocks">The number of residual blocks; the paper has 5.</param>
    /// <returns>The images in the style, of the shape of the input, with values from 0 to 1.</returns>
    public static Value Build(Value images, int width = 8, int blocks = 3)
    {
        var x = images.Normalized("conv1", width, 9).Relu();
        x = x.Normalized("conv2", 2 * width, 3, 2).Relu();
        x = x.Normalized("conv3", 3 * width, 3, 2).Relu();
        for (int i = 1; i <= blocks; i++)
        {
            var change = x.Normalized($"block{i}/conv1", 3 * width, 3).Relu().Normalized($"block{i}/conv2", 3 * width, 3);
            x += change;
        }
        x = x.Doubled().Normalized("conv4", 2 * width, 3).Relu();
        x = x.Doubled().Normalized("conv5", width, 3).Relu();
        return x.Convolution("conv6", images.Shape[1], 9, padding: 4, mode: PaddingMode.Edge).Sigmoid();
    }

    /// <summary>A convolution over an image whose edges are repeated, which keeps borders free of dark frames.</summary>
    private static Value Normalized(this Value x, string name, int filters, int size, int stride = 1) => x
        .Convolution(name, filters, size, stride, size / 2, rounding: RoundingMode.Floor, mode: PaddingMode.Edge)
        .InstanceNormalization($"{name}/norm");

    private static Value Doubled(this Value x) => x.Resize(2 * x.Shape[2], 2 * x.Shape[3], ResizeMode.Nearest);
}
