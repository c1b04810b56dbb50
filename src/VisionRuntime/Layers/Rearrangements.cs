using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Slicing, flipping, tiling, padding, and moving channels into space.</summary>
public static class Rearrangements
{
    /// <summary>
    /// Slices one axis: <paramref name="length"/> elements from <paramref name="start"/> with the given step, which may be negative.
    /// </summary>
    /// <param name="x">The input, of any rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="start">The index of the first element.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="step">The distance between elements.</param>
    /// <exception cref="ShapeException">The slice does not lie inside the axis.</exception>
    public static Value Slice(this Value x, int axis, int start, int length, int step = 1)
    {
        axis = Indexing.AxisOf(x, axis, "Slice");
        int[] starts = new int[x.Shape.Rank], lengths = x.Shape.Dimensions.ToArray(), steps = [.. Enumerable.Repeat(1, x.Shape.Rank)];
        (starts[axis], lengths[axis], steps[axis]) = (start, length, step);
        return x.Slice(starts, lengths, steps);
    }

    /// <summary>Slices all axes; steps are 1 by default.</summary>
    public static Value Slice(this Value x, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, ReadOnlySpan<int> steps = default)
    {
        if (starts.Length != x.Shape.Rank || lengths.Length != x.Shape.Rank || !steps.IsEmpty && steps.Length != x.Shape.Rank)
            throw new ShapeException($"Slice: {starts.Length} starts, {lengths.Length} lengths, {steps.Length} steps for {x}; "
                + $"it needs {x.Shape.Rank} of each, one for each axis");
        bool isIdentity = lengths.SequenceEqual(x.Shape.Dimensions) && !starts.ContainsAnyExcept(0) && !steps.ContainsAnyExcept(1);
        return isIdentity ? x : x.Graph.Apply(StridedCopy.Slice(x.Shape, starts, lengths, steps), x);
    }

    /// <summary>Reverses the order of elements along the given axes; negative axes count from the end.</summary>
    public static Value Flip(this Value x, params ReadOnlySpan<int> axes)
    {
        int[] starts = new int[x.Shape.Rank], steps = [.. Enumerable.Repeat(1, x.Shape.Rank)];
        foreach (int axis in axes) (starts[Indexing.AxisOf(x, axis, "Flip")],
            steps[Indexing.AxisOf(x, axis, "Flip")]) = (x.Shape[axis] - 1, -1);
        return x.Slice(starts, x.Shape.Dimensions, steps);
    }

    /// <summary>Repeats the input along each axis: [1, 2] three times is [1, 2, 1, 2, 1, 2].</summary>
    /// <exception cref="ShapeException">There is not one repeat for each axis, or a repeat is negative.</exception>
    public static Value Tile(this Value x, params ReadOnlySpan<int> repeats)
    {
        if (repeats.Length != x.Shape.Rank) throw new ShapeException($"Tile: {repeats.Length} repeats for {x}; it needs {x.Shape.Rank}, "
            + "one for each axis");
        List<int> apart = [], repeated = [], joined = [];
        for (int axis = 0; axis < repeats.Length; axis++)
        {
            if (repeats[axis] < 0) throw new ShapeException($"Tile: {repeats[axis]} repeats along axis {axis}; repeats must be 0 or more");
            if (repeats[axis] != 1)
            {
                apart.Add(1);
                repeated.Add(repeats[axis]);
            }
            apart.Add(x.Shape[axis]);
            repeated.Add(x.Shape[axis]);
            joined.Add(checked(x.Shape[axis] * repeats[axis]));
        }
        // An axis of length 1 is inserted before each repeated axis and expanded.
        return x.Reshape([.. apart]).Expand([.. repeated]).Reshape([.. joined]);
    }

    /// <summary>Pads each axis; negative padding crops.</summary>
    /// <param name="x">The input, of any rank.</param>
    /// <param name="before">The number of elements added before each axis.</param>
    /// <param name="after">The number of elements added after each axis.</param>
    /// <param name="mode">The kind of padding.</param>
    /// <param name="value">The value of constant padding.</param>
    /// <exception cref="ShapeException">
    /// There is not one value for each axis, an axis is cropped by more than its length, or an empty axis is padded with its own elements.
    /// </exception>
    public static Value Pad(this Value x, ReadOnlySpan<int> before, ReadOnlySpan<int> after, PaddingMode mode = PaddingMode.Constant,
        float value = 0)
    {
        if (before.Length != x.Shape.Rank || after.Length != x.Shape.Rank)
            throw new ShapeException($"Pad: {before.Length} and {after.Length} values for {x}; it needs {x.Shape.Rank}, one for each axis");
        if (!before.ContainsAnyExcept(0) && !after.ContainsAnyExcept(0)) return x;
        if (mode == PaddingMode.Constant) return x.Graph.Apply(StridedCopy.Pad(x.Shape, before, after, value), x);
        for (int axis = 0; axis < before.Length; axis++) x = x.Resample(axis,
            PaddingTaps.Of(mode, x.Shape[axis], before[axis], after[axis]));
        return x;
    }

    /// <summary>
    /// Rearranges channels into blocks of pixels: [N, C * block * block, H, W] to [N, C, block * H, block * W]. The block * block channels
    /// that follow each other are the pixels of a block, row by row; the periodic shuffling of Shi et al. 2016.
    /// </summary>
    /// <param name="x">The feature maps [N, C * block * block, H, W].</param>
    /// <param name="block">The height and width of a block.</param>
    /// <exception cref="ShapeException">The input is not an image, or its channels do not fill blocks.</exception>
    public static Value DepthToSpace(this Value x, int block)
    {
        if (x.Shape.Rank != 4 || block < 1 || x.Shape[1] % (block * block) != 0)
            throw new ShapeException($"DepthToSpace: the channels of {x} do not fill blocks of {block} by {block} pixels");
        int n = x.Shape[0], depth = x.Shape[1] / (block * block), h = x.Shape[2], w = x.Shape[3];
        return x.Reshape([n, depth, block, block, h, w]).Transpose(0, 1, 4, 2, 5, 3).Reshape([n, depth, h * block, w * block]);
    }

    /// <summary>Pads all four sides of images [N, C, H, W]; negative padding crops.</summary>
    public static Value PadImages(this Value x, int padding, PaddingMode mode = PaddingMode.Constant, float value = 0) =>
        x.Pad([0, 0, padding, padding], [0, 0, padding, padding], mode, value);
}

/// <summary>Layers with several inputs.</summary>
public static class Join
{
    /// <summary>Concatenates values along an axis; all other axes must be equal. Axis 1 concatenates the channels of images.</summary>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="parts">One or more values of the same graph.</param>
    /// <exception cref="ShapeException">Another axis is not equal.</exception>
    public static Value Concatenate(int axis, params IReadOnlyList<Value> parts)
    {
        if (parts.Count == 0) throw new ShapeException("Concatenate: 0 inputs; it needs 1 or more");
        var copy = StridedCopy.Concatenate(axis < 0 ? axis + parts[0].Shape.Rank : axis, [.. parts.Select(part => part.Shape)]);
        return parts[0].Graph.Apply(copy, "concatenate", parts)[0];
    }
}
