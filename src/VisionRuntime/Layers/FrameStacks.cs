using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Layers for stacks of consecutive frames.</summary>
public static class FrameStacks
{
    /// <summary>What moves differs less from the frame before than the parts of a picture differ from each other.</summary>
    private const float DifferenceScale = 3;

    /// <summary>
    /// Standardizes each stack to mean 0 and variance 1, and replaces all frames but the newest by three times their difference from the
    /// newest. Nothing is lost, and a static background, which otherwise dominates the first gradients, is 0 in all frames but one.
    /// </summary>
    /// <param name="frames">The stack, [N, frames * channels, H, W], the newest frame last.</param>
    /// <param name="channels">The number of channels of a frame.</param>
    /// <returns>A stack of the same shape.</returns>
    /// <exception cref="ShapeException">The number of channels of the stack is not a multiple of that of a frame.</exception>
    public static Value FrameDifferences(this Value frames, int channels = 1)
    {
        var shape = frames.Shape;
        if (shape.Rank != 4 || channels < 1 || shape[1] < channels || shape[1] % channels != 0)
        {
            throw new ShapeException(
                $"FrameDifferences: {frames} is not a stack [N, frames * channels, H, W] of frames with {channels} channels");
        }
        var stack = frames.Standardize(1e-6f, 1, 2, 3).Output;
        int older = shape[1] - channels;
        if (older == 0) return stack;
        var newest = stack.Slice(1, older, channels);
        var differences = frames.Graph.Map(DifferenceScale * (Input(0) - Input(1)),
            stack.Slice(1, 0, older), Join.Concatenate(1, [.. Enumerable.Repeat(newest, older / channels)]));
        return Join.Concatenate(1, differences, newest);
    }
}
