using ShaderKernels.Backends.Cpu;
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
        var preprocessing = model.Preprocessing ?? throw new ShapeException($"{model.Name} does not take images: its input is {model.InputShape}");
        // One picture stands for all frames of a stack, as if nothing moved; the first frame of a capture fills the stack.
        using var device = new CpuDevice();
        using var capture = new FrameCapture(source, preprocessing, device);
        var tensor = device.AllocateTensor(capture.Shape);
        using var freed = tensor.Buffer;
        if (!capture.Capture(tensor)) throw new InvalidOperationException("PictureInput: the source has no frame yet");
        return tensor.ToArray();
    }
}
