using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// DnCNN: Zhang et al. 2017, "Beyond a Gaussian denoiser: residual learning of deep CNN for image denoising". The layers find the noise,
/// which is subtracted from the image.
/// </summary>
public static class DnCnn
{
    /// <summary>
    /// Builds the network: a convolution with ReLU, <paramref name="depth"/> - 2 convolutions with batch normalization and ReLU, and a
    /// convolution to the channels of the image. The paper has a depth of 17 and a width of 64.
    /// </summary>
    /// <param name="images">The noisy images [N, C, H, W] with values from 0 to 1.</param>
    /// <param name="depth">The number of convolutions; 3 or more.</param>
    /// <param name="width">The number of filters of all but the last.</param>
    /// <returns>The images without the noise, of the shape of the input.</returns>
    public static Value Build(Value images, int depth = 17, int width = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 3);
        var x = images.Convolution("conv1", width, 3, padding: 1, activation: Activation.Relu);
        for (int i = 2; i < depth; i++) x = x.ConvolutionNormalized($"conv{i}", width, 3).Relu();
        return images - x.Convolution($"conv{depth}", images.Shape[1], 3, padding: 1);
    }
}
