using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Converts a tensor [1, C, H, W] to an image of 8-bit RGBA pixels, the reverse of <see cref="ImageToTensor"/>: the standard deviation and
/// the mean of each channel are multiplied and added, and values from 0 to 1 become levels from 0 to 255, rounded and limited. One channel
/// is written to red, green and blue; a fourth is alpha, which is 255 without it.
/// </summary>
public sealed record TensorToImage
{
    /// <summary>Gets whether the tensor is stored channels-last, [1, H, W, C].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Gets whether channels are in the order blue, green, red.</summary>
    public bool Bgr { get; init; }

    /// <summary>Gets the mean that is added to each channel; empty for 0.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>Gets the standard deviation that each channel is multiplied by; empty for 1.</summary>
    public ImmutableArray<float> StandardDeviation { get; init; } = [];

    /// <summary>The number of values that kernels read on the device.</summary>
    internal const int ParameterCount = 11;

    /// <summary>Gets the size of the image for a tensor of the given logical shape, [1, C, H, W].</summary>
    /// <exception cref="ShapeException">
    /// The tensor is not an image, or the mean or standard deviation is not one of its channels.
    /// </exception>
    public (int Width, int Height) InferSize(Shape tensor)
    {
        if (tensor.Rank != 4 || tensor[0] != 1 || tensor[1] is not (1 or 3 or 4) || tensor[2] < 1 || tensor[3] < 1)
            throw new ShapeException($"TensorToImage: {tensor} is not an image; the shape must be [1, C, H, W] with 1, 3 or 4 channels");
        int channels = tensor[1];
        if (!Mean.IsEmpty && Mean.Length != channels || !StandardDeviation.IsEmpty && StandardDeviation.Length != channels)
            throw new ShapeException($"TensorToImage: {Mean.Length} means and {StandardDeviation.Length} standard deviations for "
                + $"{channels} channels; give one for each channel or none");
        return (tensor[3], tensor[2]);
    }

    /// <summary>Writes the channels, the two flags, then scale and offset of each channel, to levels from 0 to 255.</summary>
    internal float[] Parameters(int channels)
    {
        var parameters = new float[ParameterCount];
        (parameters[0], parameters[1], parameters[2]) = (channels, ChannelsLast ? 1 : 0, Bgr ? 1 : 0);
        for (int c = 0; c < 4; c++)
        {
            int channel = Math.Min(c, channels - 1);
            parameters[3 + 2 * c] = 255 * (StandardDeviation.IsEmpty ? 1 : StandardDeviation[channel]);
            parameters[4 + 2 * c] = 255 * (Mean.IsEmpty ? 0 : Mean[channel]);
        }
        return parameters;
    }
}
