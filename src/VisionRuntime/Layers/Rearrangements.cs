using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Taking parts of tensors, turning axes around, repeating, joining: numbers move and stay what they are.</summary>
public static class Rearrangements
{
    /// <summary>Takes <paramref name="length"/> elements of one axis from <paramref name="start"/> on, by <paramref name="step"/>; negative steps go backwards.</summary>
    /// <param name="x">Values of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="start">The first element that is taken.</param>
    /// <param name="length">How many are taken.</param>
    /// <param name="step">The distance between them.</param>
    /// <exception cref="ShapeException">They do not lie on the axis.</exception>
    public static Value Slice(this Value x, int axis, int start, int length, int step = 1)
    {
        axis = AxisOf(x, axis, "Slice");
        int[] starts = new int[x.Shape.Rank], lengths = x.Shape.Dimensions.ToArray(), steps = [.. Enumerable.Repeat(1, x.Shape.Rank)];
        (starts[axis], lengths[axis], steps[axis]) = (start, length, step);
        return x.Slice(starts, lengths, steps);
    }

    /// <summary>Takes a part of every axis at once; steps are 1 where none are given.</summary>
    public static Value Slice(this Value x, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, ReadOnlySpan<int> steps = default)
    {
        if (starts.Length != x.Shape.Rank || lengths.Length != x.Shape.Rank || !steps.IsEmpty && steps.Length != x.Shape.Rank)
            throw new ShapeException($"Slice: {starts.Length} starts, {lengths.Length} lengths, {steps.Length} steps for {x}; it needs {x.Shape.Rank} of each, one an axis");
        bool whole = lengths.SequenceEqual(x.Shape.Dimensions) && !starts.ContainsAnyExcept(0) && !steps.ContainsAnyExcept(1);
        return whole ? x : x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths, steps), x);
    }

    /// <summary>Turns axes around, so that the last element comes first; negative axes count from the end.</summary>
    public static Value Flip(this Value x, params ReadOnlySpan<int> axes)
    {
        int[] starts = new int[x.Shape.Rank], steps = [.. Enumerable.Repeat(1, x.Shape.Rank)];
        foreach (int axis in axes) (starts[AxisOf(x, axis, "Flip")], steps[AxisOf(x, axis, "Flip")]) = (x.Shape[axis] - 1, -1);
        return x.Slice(starts, x.Shape.Dimensions, steps);
    }

    /// <summary>Repeats the whole along each axis, a number of times an axis: [1, 2] three times is [1, 2, 1, 2, 1, 2].</summary>
    /// <exception cref="ShapeException">There is not a number for each axis, or one is negative.</exception>
    public static Value Tile(this Value x, params ReadOnlySpan<int> repeats)
    {
        if (repeats.Length != x.Shape.Rank) throw new ShapeException($"Tile: {repeats.Length} numbers for {x}; it needs {x.Shape.Rank}, one an axis");
        List<int> apart = [], repeated = [], joined = [];
        for (int axis = 0; axis < repeats.Length; axis++)
        {
            if (repeats[axis] < 0) throw new ShapeException($"Tile: {repeats[axis]} times along axis {axis}; it must be 0 or more");
            if (repeats[axis] != 1)
            {
                apart.Add(1);
                repeated.Add(repeats[axis]);
            }
            apart.Add(x.Shape[axis]);
            repeated.Add(x.Shape[axis]);
            joined.Add(checked(x.Shape[axis] * repeats[axis]));
        }
        // An axis of length 1 in front of each that is repeated is what expands.
        return x.Reshape([.. apart]).Expand([.. repeated]).Reshape([.. joined]);
    }

    private static int AxisOf(Value x, int axis, string what)
    {
        int counted = axis < 0 ? axis + x.Shape.Rank : axis;
        return counted >= 0 && counted < x.Shape.Rank ? counted : throw new ShapeException($"{what}: axis {axis} of {x}; it must be from {-x.Shape.Rank} to {x.Shape.Rank - 1}");
    }
}
