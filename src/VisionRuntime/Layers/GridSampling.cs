using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>How <see cref="GridSampling"/> interpolates between pixels.</summary>
public enum SampleMode
{
    /// <summary>The nearest pixel; ties are rounded to even.</summary>
    Nearest,

    /// <summary>Linear interpolation between neighboring pixels.</summary>
    Linear,

    /// <summary>Cubic convolution over four pixels along each axis (Keys 1981, a = -0.75).</summary>
    Cubic,
}

/// <summary>The values that <see cref="GridSampling"/> reads outside the image.</summary>
public enum SampleBorder
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest pixel at the border.</summary>
    Edge,

    /// <summary>The image reflected at the centers of its border pixels (PyTorch's align_corners).</summary>
    ReflectCenters,

    /// <summary>The image reflected at the outer edges of its border pixels.</summary>
    ReflectEdges,
}

/// <summary>
/// Samples images at computed positions, as spatial transformers (Jaderberg et al. 2015), RoIAlign (He et al. 2017) and deformable
/// convolution (Dai et al. 2017) do. Gradients are propagated to the pixels and, except in nearest mode, to the positions.
/// </summary>
public static class GridSampling
{
    private const int LargestIndex = 1 << 24;

    /// <summary>Samples all channels at each position.</summary>
    /// <param name="x">The input, [N, C, ...].</param>
    /// <param name="sample">The index of the sample to read from, 0 to N - 1; its shape broadcasts with those of the positions.</param>
    /// <param name="positions">
    /// The positions along each spatial axis, in the order of the axes, in pixels; 0 is the center of the first pixel.
    /// </param>
    /// <param name="mode">The interpolation mode.</param>
    /// <param name="border">The values outside the image.</param>
    /// <returns>[positions..., C].</returns>
    /// <exception cref="ShapeException">
    /// The positions do not match the spatial axes, or there are more pixels than a float can count.
    /// </exception>
    public static Value SampleAt(this Value x, Value sample, IReadOnlyList<Value> positions, SampleMode mode = SampleMode.Linear,
        SampleBorder border = SampleBorder.Zeros)
    {
        Value? sum = null;
        foreach (var part in Parts(x, sample, positions, mode, border)) sum = sum is null ? part : sum + part;
        return sum!;
    }

    /// <summary>Gets the weighted neighbors whose sum <see cref="SampleAt"/> returns, each [positions..., C].</summary>
    internal static IEnumerable<Value> Parts(Value x, Value sample, IReadOnlyList<Value> positions, SampleMode mode, SampleBorder border)
    {
        int axes = x.Shape.Rank - 2;
        if (axes < 1 || positions.Count != axes) throw new ShapeException($"SampleAt: {positions.Count} positions for {x}; "
            + "it needs one for each spatial axis");
        if (x.Shape.Count == 0) throw new ShapeException($"SampleAt: {x} has no pixels");
        long pixels = x.Shape.Count / x.Shape[1];
        if (pixels > LargestIndex) throw new ShapeException($"SampleAt: {x} has {pixels:N0} pixels, a float counts to {LargestIndex:N0}; "
            + "use a smaller batch");
        var graph = x.Graph;
        var table = x.Transpose([0, .. Enumerable.Range(2, axes), 1]).Reshape([(int)pixels, x.Shape[1]]);
        int taps = mode switch { SampleMode.Nearest => 1, SampleMode.Linear => 2, _ => 4 };
        var along = Enumerable.Range(0, axes).Select(axis => Neighbors(positions[axis], x.Shape[axis + 2], taps, border)).ToArray();
        int combinations = (int)Math.Pow(taps, axes);
        for (int combination = 0; combination < combinations; combination++)
        {
            Value place = sample;
            Value? weight = null;
            for (int axis = 0, rest = combination; axis < axes; axis++, rest /= taps)
            {
                var (index, share) = along[axis][rest % taps];
                place = graph.Map(Input(0) * (float)x.Shape[axis + 2] + Input(1), place, index);
                weight = weight is null || share is null ? weight ?? share : weight * share;
            }
            var read = table.Gather(place);
            yield return weight is null ? read : read * weight.Reshape([.. weight.Shape, 1]);
        }
    }

    /// <summary>
    /// Gets the indices of the pixels around a position along one axis and their weights; null if the weight is always 1.
    /// </summary>
    private static (Value Index, Value? Weight)[] Neighbors(Value position, int length, int taps, SampleBorder border)
    {
        var graph = position.Graph;
        position = graph.Map(border switch
        {
            SampleBorder.Zeros => Input(0),
            SampleBorder.Edge => Clamped(Input(0), length),
            _ => Reflected(Input(0), length, border),
        }, position);
        var first = taps == 1 ? Round(Input(0)) : Floor(Input(0)) - (taps / 2 - 1);
        return [.. Enumerable.Range(0, taps).Select(tap =>
        {
            var index = first + tap;
            Expression? weight = taps switch { 1 => null, 2 => 1f - Abs(Input(0) - index), _ => Cubic(Abs(Input(0) - index)) };
            if (border == SampleBorder.Zeros)
                weight = Select(And(GreaterOrEqual(index, 0), LessOrEqual(index, length - 1)), weight ?? 1f, 0f);
            bool reflects = border is not (SampleBorder.Zeros or SampleBorder.Edge);
            var inside = Clamped(reflects ? Round(Reflected(index, length, border)) : index, length);
            return (graph.Map(inside, position), weight is null ? null : graph.Map(weight, position));
        })];
    }

    private static Expression Clamped(Expression x, int length) => Max(0, Min(x, length - 1));

    /// <summary>Reflects at both ends, which gives a triangle wave.</summary>
    private static Expression Reflected(Expression x, int length, SampleBorder border)
    {
        var (least, range) = border == SampleBorder.ReflectCenters ? (0f, length - 1f) : (-0.5f, length);
        if (range == 0) return Clamped(x, length);
        var turned = x - least - 2 * range * Floor((x - least) / (2 * range));
        return Select(And(GreaterOrEqual(x, least), LessOrEqual(x, least + range)), x, least + Min(turned, 2 * range - turned));
    }

    private static Expression Cubic(Expression distance)
    {
        const float a = -0.75f;
        var near = ((a + 2) * distance - (a + 3)) * distance * distance + 1f;
        var far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
        return Select(LessOrEqual(distance, 1), near, Select(Less(distance, 2), far, 0f));
    }
}
