using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Models;

namespace VisionRuntime.Insight.Inspection;

/// <summary>How any picture becomes what a network takes.</summary>
public static class PictureInput
{
    /// <summary>
    /// The middle of the source's frame in the input's proportions, scaled to its size: in color for three channels, gray for one, and for any other number that
    /// many times the same gray frame, as if nothing moved.
    /// </summary>
    /// <param name="source">The picture.</param>
    /// <param name="model">The network, whose input is [1, C, H, W].</param>
    /// <returns>C * H * W numbers, row-major.</returns>
    /// <exception cref="ShapeException">The network takes no pictures.</exception>
    public static float[] Of(FrameSource source, NetworkDefinition model)
    {
        if (model.InputShape.Rank != 4) throw new ShapeException($"{model.Name} takes no picture: its input is {model.InputShape}");
        var (channels, height, width) = (model.InputShape[1], model.InputShape[2], model.InputShape[3]);
        bool color = channels == 3;
        var picture = new ImageToTensor(width, height)
        {
            Grayscale = !color,
            Stack = color ? 1 : channels,
            Crop = Middle(source.Width, source.Height, width, height),
            Mean = [.. Enumerable.Repeat(model.PixelMean, color ? 3 : 1)],
            StandardDeviation = [.. Enumerable.Repeat(model.PixelStandardDeviation, color ? 3 : 1)],
        };
        using var device = new CpuDevice();
        using var capture = new FrameCapture(source, picture, device);
        var tensor = device.AllocateTensor(capture.Shape);
        using var freed = tensor.Buffer;
        if (!capture.Capture(tensor)) throw new InvalidOperationException("PictureInput: the source has no frame yet");
        return tensor.ToArray();
    }

    /// <summary>The largest rectangle of the wanted proportions in the middle of a picture.</summary>
    internal static CropRectangle Middle(int pictureWidth, int pictureHeight, int width, int height)
    {
        int wide = (int)Math.Min(pictureWidth, Math.Max(1, (long)pictureHeight * width / height)), high = (int)Math.Min(pictureHeight, Math.Max(1, (long)pictureWidth * height / width));
        return new((pictureWidth - wide) / 2, (pictureHeight - high) / 2, wide, high);
    }
}
