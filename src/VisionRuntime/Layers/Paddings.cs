using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Padding and cropping of any axes.</summary>
public static class Paddings
{
    /// <summary>Adds elements before and behind each axis; negative padding crops.</summary>
    /// <param name="x">Values of any rank.</param>
    /// <param name="before">How many elements are added before each axis, a number an axis.</param>
    /// <param name="after">How many elements are added behind each axis, a number an axis.</param>
    /// <param name="mode">What they are.</param>
    /// <param name="value">The number of constant padding.</param>
    /// <exception cref="ShapeException">There is not a number for each axis, more is cropped than there is, or there is nothing to repeat.</exception>
    public static Value Pad(this Value x, ReadOnlySpan<int> before, ReadOnlySpan<int> after, PaddingMode mode = PaddingMode.Constant, float value = 0)
    {
        if (before.Length != x.Shape.Rank || after.Length != x.Shape.Rank)
            throw new ShapeException($"Pad: {before.Length} and {after.Length} numbers for {x}; it needs {x.Shape.Rank}, one an axis");
        if (!before.ContainsAnyExcept(0) && !after.ContainsAnyExcept(0)) return x;
        if (mode == PaddingMode.Constant) return x.Graph.Apply(StridedCopy.Pad(x.Shape, before, after, value), x);
        for (int axis = 0; axis < before.Length; axis++) x = x.Resample(axis, PaddingTaps.Of(mode, x.Shape[axis], before[axis], after[axis]));
        return x;
    }

    /// <summary>Adds as many pixels on all four sides of images [N, C, H, W]; negative padding crops.</summary>
    public static Value PadImages(this Value x, int padding, PaddingMode mode = PaddingMode.Constant, float value = 0) =>
        x.Pad([0, 0, padding, padding], [0, 0, padding, padding], mode, value);
}
