using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// ESPCN: Shi et al. 2016, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network".
/// All convolutions run at the small size; the last one computes the pixels of each block of the large image as channels.
/// </summary>
public static class Espcn
{
    /// <summary>Builds the network with the paper's layers: (5, 64), (3, 32) and (3, channels * scale * scale), with tanh.</summary>
    /// <param name="images">The images [N, C, H, W] with values from 0 to 1; the paper enlarges luma, C = 1.</param>
    /// <param name="scale">By how much height and width are enlarged.</param>
    /// <returns>The enlarged images [N, C, scale * H, scale * W].</returns>
    public static Value Build(Value images, int scale = 2) => images
        .Convolution("conv1", 64, 5, padding: 2).Tanh()
        .Convolution("conv2", 32, 3, padding: 1).Tanh()
        .Convolution("conv3", images.Shape[1] * scale * scale, 3, padding: 1)
        .DepthToSpace(scale);
}
