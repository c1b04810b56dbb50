using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Overlay;

/// <summary>The input of a network as a picture, with the normalization undone.</summary>
internal static class InputPicture
{
    /// <summary>Returns one of the stacked frames, [1, 1 or 3, H, W], with values from 0 to 1 and red first.</summary>
    /// <param name="input">The input [1, frames * channels, H, W].</param>
    /// <param name="preprocessing">How it was made.</param>
    /// <param name="frame">The number of the frame, from 0, the oldest.</param>
    public static Value Frame(Value input, Preprocessing preprocessing, int frame)
    {
        int channels = preprocessing.Channels;
        var x = input.Slice(1, frame * channels, channels);
        if (!preprocessing.StandardDeviation.IsEmpty) x *= Constant(preprocessing.StandardDeviation.AsSpan());
        if (!preprocessing.Mean.IsEmpty) x += Constant(preprocessing.Mean.AsSpan());
        return preprocessing is { Grayscale: false, ChannelOrder: ChannelOrder.Bgr } ? x.Flip(1) : x;

        Value Constant(ReadOnlySpan<float> values) => input.Graph.Constant([1, channels, 1, 1], values.ToArray());
    }

    /// <summary>Returns the size at which an image fits into a rectangle, with its aspect ratio kept.</summary>
    public static (int Width, int Height) Fit(Shape image, int width, int height)
    {
        double scale = Math.Min((double)width / image[3], (double)height / image[2]);
        return (Math.Clamp((int)(image[3] * scale), 1, width), Math.Clamp((int)(image[2] * scale), 1, height));
    }

    /// <summary>Resizes an image so that its pixels stay visible: repeated where it grows, averaged where it shrinks.</summary>
    public static Value Scale(Value image, int width, int height)
    {
        bool grows = height >= image.Shape[2] && width >= image.Shape[3];
        return image.Resize(height, width, grows ? ResizeMode.Nearest : ResizeMode.Area);
    }

    /// <summary>Scales values from their minimum and maximum over some axes to 0 and 1; equal values become 0.</summary>
    public static Value Normalize(Value x, params ReadOnlySpan<int> axes)
    {
        var low = x.Min(axes);
        return (x - low) / x.Graph.Map(ShaderKernels.Operators.Expressions.Expression.Max(
            ShaderKernels.Operators.Expressions.Expression.Input(0), 1e-20f), x.Max(axes) - low);
    }
}
