using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Models;

namespace VisionRuntime.Insight.Inspection;

/// <summary>Turns an image into the input of a network.</summary>
public static class NetworkInput
{
    /// <summary>
    /// Captures a frame with the network's preprocessing. A network that stacks frames gets the same frame as many times.
    /// </summary>
    /// <param name="source">The source of the frame.</param>
    /// <param name="model">The network, with an input [1, C, H, W].</param>
    /// <returns>The C * H * W values of the input, row-major.</returns>
    /// <exception cref="ShapeException">The network does not take images.</exception>
    /// <exception cref="InvalidOperationException">The source has no frame yet.</exception>
    public static float[] From(FrameSource source, NetworkDefinition model)
    {
        var preprocessing = model.Preprocessing
            ?? throw new ShapeException($"{model.Name} does not take images: its input is {model.InputShape}");
        using var device = new CpuDevice();
        using var capture = new FrameCapture(source, preprocessing, device);
        var tensor = device.AllocateTensor(capture.Shape);
        using var freed = tensor.Buffer;
        if (!capture.Capture(tensor)) throw new InvalidOperationException("NetworkInput: the source has no frame yet");
        return tensor.ToArray();
    }
}
