using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// A network for volumes: Maturana and Scherer 2015, "VoxNet: a 3D convolutional neural network for real-time object recognition".
/// </summary>
public static class VoxNet
{
    private const float Slope = 0.1f;

    /// <summary>Builds the network.</summary>
    /// <param name="volumes">The occupancy of the voxels [N, 1, 32, 32, 32], from 0 to 1.</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The logits [N, classes].</returns>
    public static Value Build(Value volumes, int classes = 40) => volumes
        .Convolution("conv1", 32, 5, 2, rounding: RoundingMode.Floor).LeakyRelu(Slope)       // 14x14x14
        .Convolution("conv2", 32, 3).LeakyRelu(Slope)                                        // 12x12x12
        .MaxPool(2).Dropout("drop1", 0.3f)                                                   // 6x6x6
        .Flatten().Dense("fc1", 128, Activation.Relu).Dropout("drop2", 0.4f).Dense("fc2", classes);
}
