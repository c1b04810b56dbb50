using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// ESPCN: Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network".
/// All convolutions run at the small size; the last one computes the pixels of each block of the large image as channels.
/// </summary>
public static class Espcn
{
    /// <summary>Bicubic interpolation with the coefficient of Keys 1981.</summary>
    private static readonly Resizing Bicubic = new(ResizeMode.Cubic) { CubicCoefficient = -0.5 };

    /// <summary>By how many pixels the three convolutions reach over the border, whose pixels are repeated.</summary>
    private const int Reach = 4;

    /// <summary>
    /// Builds the network with the paper's layers: (5, 64), (3, 32) and (3, channels * scale * scale), with tanh. What they compute is
    /// added to the image enlarged by bicubic interpolation, as in Kim, Lee and Lee 2016, "Accurate image super-resolution using very
    /// deep convolutional networks", so that little training is needed.
    /// </summary>
    /// <param name="images">The images [N, C, H, W] with values from 0 to 1; the paper enlarges luma, C = 1.</param>
    /// <param name="scale">By how much height and width are enlarged.</param>
    /// <param name="residual">Whether to add the enlarged image; the paper does not.</param>
    /// <returns>The enlarged images [N, C, scale * H, scale * W].</returns>
    public static Value Build(Value images, int scale = 2, bool residual = true)
    {
        var detail = images.PadImages(Reach, PaddingMode.Edge)
            .Convolution("conv1", 64, 5).Tanh()
            .Convolution("conv2", 32, 3).Tanh()
            .Convolution("conv3", images.Shape[1] * scale * scale, 3)
            .DepthToSpace(scale);
        return residual ? detail + images.Resize(scale * images.Shape[2], scale * images.Shape[3], Bicubic) : detail;
    }
}
