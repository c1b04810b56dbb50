using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>What is read between pixels.</summary>
public enum SampleMode
{
    /// <summary>The pixel that is nearest; of two as near the even one.</summary>
    Nearest,

    /// <summary>The mean of the neighbors, weighted by nearness.</summary>
    Linear,

    /// <summary>Cubic convolution over four neighbors an axis (Keys 1981, a = -0.75).</summary>
    Cubic,
}

/// <summary>What is read outside the picture.</summary>
public enum SampleBorder
{
    /// <summary>0.</summary>
    Zeros,

    /// <summary>The nearest pixel of the border.</summary>
    Edge,

    /// <summary>The picture mirrored at the middle of its outermost pixels.</summary>
    ReflectMiddles,

    /// <summary>The picture mirrored at the outer edge of its outermost pixels.</summary>
    ReflectEdges,
}

/// <summary>
/// Reads pictures at positions that are computed too: the heart of spatial transformers (Jaderberg et al. 2015), RoIAlign (He et al. 2017) and
/// deformable convolution (Dai et al. 2017). A composition of picking and weighing, so gradients flow to the pixels and, but for the nearest
/// pixel, to the positions.
/// </summary>
public static class PixelSampling
{
    private const int Exact = 1 << 24;

    /// <summary>Reads all channels at each position.</summary>
    /// <param name="x">Signals, images or volumes [N, C, ...].</param>
    /// <param name="picture">Which of the N is read; its shape broadcasts with those of the positions.</param>
    /// <param name="positions">For each spatial axis, outermost first, the positions along it in pixels; 0 is the middle of the first.</param>
    /// <param name="mode">What is read between pixels.</param>
    /// <param name="border">What is read outside.</param>
    /// <returns>[positions..., C].</returns>
    /// <exception cref="ShapeException">There is not one position an axis, or there are more pixels than floats can number.</exception>
    public static Value SampleAt(this Value x, Value picture, IReadOnlyList<Value> positions, SampleMode mode = SampleMode.Linear, SampleBorder border = SampleBorder.Zeros)
    {
        Value? sum = null;
        foreach (var part in Parts(x, picture, positions, mode, border)) sum = sum is null ? part : sum + part;
        return sum!;
    }

    /// <summary>The weighted neighbors whose sum is what <see cref="SampleAt"/> reads, each [positions..., C].</summary>
    internal static IEnumerable<Value> Parts(Value x, Value picture, IReadOnlyList<Value> positions, SampleMode mode, SampleBorder border)
    {
        int axes = x.Shape.Rank - 2;
        if (axes < 1 || positions.Count != axes) throw new ShapeException($"SampleAt: {positions.Count} positions for {x}; it needs one for each spatial axis");
        if (x.Shape.Count == 0) throw new ShapeException($"SampleAt: {x} has no pixels to read");
        long pixels = x.Shape.Count / x.Shape[1];
        if (pixels > Exact) throw new ShapeException($"SampleAt: {x} has {pixels:N0} pixels; floats number {Exact:N0}, so read fewer pictures at once");
        var graph = x.Graph;
        var table = x.Transpose([0, .. Enumerable.Range(2, axes), 1]).Reshape([(int)pixels, x.Shape[1]]);
        int taps = mode switch { SampleMode.Nearest => 1, SampleMode.Linear => 2, _ => 4 };
        var along = Enumerable.Range(0, axes).Select(axis => Neighbors(positions[axis], x.Shape[axis + 2], taps, border)).ToArray();
        int combinations = (int)Math.Pow(taps, axes);
        for (int combination = 0; combination < combinations; combination++)
        {
            Value place = picture;
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

    /// <summary>The pixels around a position along one axis, and how much each counts; null where that is always 1.</summary>
    private static (Value Index, Value? Weight)[] Neighbors(Value position, int length, int taps, SampleBorder border)
    {
        var graph = position.Graph;
        position = graph.Map(border switch
        {
            SampleBorder.Zeros => Input(0),
            SampleBorder.Edge => Held(Input(0), length),
            _ => Mirrored(Input(0), length, border),
        }, position);
        var first = taps == 1 ? Round(Input(0)) : Floor(Input(0)) - (taps / 2 - 1);
        return [.. Enumerable.Range(0, taps).Select(tap =>
        {
            var index = first + tap;
            Expression? weight = taps switch { 1 => null, 2 => 1f - Abs(Input(0) - index), _ => Cubic(Abs(Input(0) - index)) };
            if (border == SampleBorder.Zeros) weight = Select(And(GreaterOrEqual(index, 0), LessOrEqual(index, length - 1)), weight ?? 1f, 0f);
            var inside = Held(border is SampleBorder.Zeros or SampleBorder.Edge ? index : Round(Mirrored(index, length, border)), length);
            return (graph.Map(inside, position), weight is null ? null : graph.Map(weight, position));
        })];
    }

    private static Expression Held(Expression x, int length) => Max(0, Min(x, length - 1));

    /// <summary>A triangle wave: the mirrors face each other.</summary>
    private static Expression Mirrored(Expression x, int length, SampleBorder border)
    {
        float least = border == SampleBorder.ReflectMiddles ? 0 : -0.5f, range = border == SampleBorder.ReflectMiddles ? length - 1 : length;
        if (range == 0) return Held(x, length);
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
