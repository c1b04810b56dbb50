using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Onnx.Import;

/// <summary>Operators that move numbers without computing.</summary>
internal static class Shapes
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Identity", call => call.Pass(0, call.Any(0))),
        ("Reshape", call => call.Return(call[0].Reshape(Reshaped(call)))),
        ("Flatten", call => call.Return(call[0].Reshape(Flattened(call)))),
        ("Squeeze", call => call.Return(call[0].Reshape(Squeezed(call)))),
        ("Unsqueeze", call => call.Return(call[0].Reshape(Unsqueezed(call)))),
        ("Transpose", call => call.Return(call[0].Transpose(Permutation(call)))),
        ("Expand", call => call.Return(call[0].Expand(Expanded(call)))),
        ("Concat", Concatenate),
        ("Slice", Slice),
        ("Split", Split),
        ("Tile", Tile),
        ("DepthToSpace", DepthToSpace),
        ("SpaceToDepth", SpaceToDepth),
        ("CenterCropPad", call => call.Return(Centred(call))),
        ("Col2Im", call => call.Return(ColumnsToImages(call))),
        ("Shape", call => call.Return(0, DimensionsOf(call))),
        ("Size", call => call.Return(0, OnnxTensor.Of(OnnxType.Int64, [], call.ShapeOf(0).Count))),
    ];

    /// <summary>The dimensions from start to end, as a tensor.</summary>
    private static OnnxTensor DimensionsOf(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int start = Clamped(call.Int("start")), end = Clamped(call.Int("end", shape.Rank));
        long[] lengths = [.. shape.Skip(start).Take(Math.Max(0, end - start)).Select(length => (long)length)];
        return OnnxTensor.Of(OnnxType.Int64, [lengths.Length], lengths);

        int Clamped(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
    }

    /// <summary>0 keeps a dimension unless allowzero is set, one -1 takes what is left.</summary>
    public static Shape Reshaped(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] wanted = call.IntsOrInput("shape", 1) ?? throw call.Error("it has no shape to reshape to");
        bool keep = call.Int("allowzero") == 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == 0 && keep) wanted[i] = i < shape.Rank ? shape[i] : throw call.Error($"[{string.Join(", ", wanted)}] keeps dimension {i}, which {shape} does not have");
        }
        int open = Array.IndexOf(wanted, -1);
        if (open >= 0)
        {
            long others = wanted.Where((_, i) => i != open).Aggregate(1L, (product, length) => checked(product * length));
            if (others <= 0 || shape.Count % others != 0) throw call.Error($"{shape} cannot become [{string.Join(", ", wanted)}]");
            wanted[open] = shape.Count / others;
        }
        return Shape.Of([.. wanted.Select(call.Dimension)]);
    }

    public static Shape Flattened(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long axis = call.Int("axis", 1);
        if (axis < -shape.Rank || axis > shape.Rank) throw call.Error($"axis {axis} of {shape} is not there");
        return AsMatrix(shape, (int)(axis < 0 ? axis + shape.Rank : axis));
    }

    /// <summary>[what is before the axis, the axis and what is behind it].</summary>
    public static Shape AsMatrix(Shape shape, int axis)
    {
        int before = shape.Take(axis).Aggregate(1, (product, length) => checked(product * length));
        return [before, shape.Skip(axis).Aggregate(1, (product, length) => checked(product * length))];
    }

    public static Shape Squeezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        int[] axes = call.IntsOrInput("axes", 1) is { } given ? [.. given.Select(axis => call.Axis(axis, shape.Rank))] : [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1)];
        if (axes.FirstOrDefault(axis => shape[axis] != 1, -1) is var wrong and >= 0) throw call.Error($"axis {wrong} of {shape} is not 1 long and cannot be left out");
        return Shape.Of([.. shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    public static Shape Unsqueezed(NodeCall call)
    {
        var shape = call.ShapeOf(0);
        long[] given = call.IntsOrInput("axes", 1) ?? throw call.Error("it has no axes");
        int rank = shape.Rank + given.Length;
        var axes = given.Select(axis => call.Axis(axis, rank)).ToHashSet();
        if (axes.Count != given.Length) throw call.Error($"its axes [{string.Join(", ", given)}] name one twice");
        var lengths = new Queue<int>(shape);
        return Shape.Of([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : lengths.Dequeue())]);
    }

    public static int[] Permutation(NodeCall call)
    {
        int rank = call.ShapeOf(0).Rank;
        return call.Ints("perm") is { } given ? [.. given.Select(axis => call.Axis(axis, rank))] : [.. Enumerable.Range(0, rank).Reverse()];
    }

    public static Shape Expanded(NodeCall call) =>
        Shape.Broadcast(call.ShapeOf(0), Shape.Of([.. call.KnownIntegers(1, "shape").Select(call.Dimension)]));

    private static void Concatenate(NodeCall call)
    {
        var values = Enumerable.Range(0, call.Count).Select(i => call[i]).ToArray();
        int axis = call.Axis(call.Int("axis", 1), call.ShapeOf(0).Rank); // before version 4 the axis could be left out
        call.Return(values.Length == 1 ? values[0] : call.Apply(StridedCopy.Concatenate(axis, [.. values.Select(value => value.Shape)]), values));
    }

    private static void Slice(NodeCall call)
    {
        var (starts, lengths, steps) = SliceRange.Of(call);
        call.Return(call.Apply(StridedCopy.Slice(call.ShapeOf(0), starts, lengths, steps), call[0]));
    }

    private static void Split(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), from = 0;
        int[] parts = SplitLengths(call, x.Shape[axis]);
        if (parts.Sum() != x.Shape[axis]) throw call.Error($"its parts [{string.Join(", ", parts)}] do not add up to axis {axis} of {x.Shape}");
        if (parts.Length != call.OutputCount) throw call.Error($"it splits into {parts.Length} parts and has {call.OutputCount} outputs");
        for (int i = 0; i < parts.Length; i++)
        {
            int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (starts[axis], lengths[axis]) = (from, parts[i]);
            if (call.Wants(i)) call.Return(i, call.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x));
            from += parts[i];
        }
    }

    /// <summary>As given, or as even as can be with the last part the shorter.</summary>
    public static int[] SplitLengths(NodeCall call, int length)
    {
        if (call.IntsOrInput("split", 1) is { } given) return [.. given.Select(call.Dimension)];
        int parts = (int)Math.Clamp(call.Int("num_outputs", call.OutputCount), 1, 1 << 20), each = (length + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(length - i * each, 0, each))];
    }

    private static void Tile(NodeCall call)
    {
        long[] repeats = call.Version < 6 ? OldRepeats(call) : call.KnownIntegers(1, "repeats");
        call.Return(call[0].Tile([.. repeats.Select(call.Dimension)]));
    }

    /// <summary>Before version 6 one axis was repeated, both given as inputs.</summary>
    private static long[] OldRepeats(NodeCall call)
    {
        var repeats = Enumerable.Repeat(1L, call.ShapeOf(0).Rank).ToArray();
        repeats[call.Axis((long)call.KnownNumber(2, "axis"), repeats.Length)] = (long)call.KnownNumber(1, "tiles");
        return repeats;
    }

    /// <summary>Channels become blocks of pixels: depth, column, row (DCR) or column, row, depth (CRD, PyTorch's pixel shuffle).</summary>
    private static void DepthToSpace(NodeCall call)
    {
        var x = call[0];
        int block = Block(call, x), n = x.Shape[0], depth = x.Shape[1] / (block * block), h = x.Shape[2], w = x.Shape[3];
        if (depth * block * block != x.Shape[1]) throw call.Error($"the {x.Shape[1]} channels of {x.Shape} cannot be split into blocks of {block} by {block}");
        var moved = call.Text("mode", "DCR") switch
        {
            "DCR" => x.Reshape([n, block, block, depth, h, w]).Transpose(0, 3, 4, 1, 5, 2),
            "CRD" => x.Reshape([n, depth, block, block, h, w]).Transpose(0, 1, 4, 2, 5, 3),
            var mode => throw call.Unsupported($"in mode {mode}"),
        };
        call.Return(moved.Reshape([n, depth, checked(h * block), checked(w * block)]));
    }

    private static void SpaceToDepth(NodeCall call)
    {
        var x = call[0];
        int block = Block(call, x), n = x.Shape[0], c = x.Shape[1], h = x.Shape[2] / block, w = x.Shape[3] / block;
        if (h * block != x.Shape[2] || w * block != x.Shape[3]) throw call.Error($"{x.Shape} cannot be cut into blocks of {block} by {block}");
        call.Return(x.Reshape([n, c, h, block, w, block]).Transpose(0, 3, 5, 1, 2, 4).Reshape([n, checked(c * block * block), h, w]));
    }

    private static int Block(NodeCall call, Value x)
    {
        if (x.Shape.Rank != 4) throw call.Error($"{x.Shape} must be images [N, C, H, W]");
        long block = call.Int("blocksize");
        return block is > 0 and < 1 << 12 ? (int)block : throw call.Error($"blocks of {block} pixels");
    }

    /// <summary>The middle of some axes, or those in the middle of zeros; of an odd number the smaller part lies before.</summary>
    private static Value Centred(NodeCall call)
    {
        var x = call[0];
        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : [.. Enumerable.Range(0, x.Shape.Rank)];
        int[] lengths = [.. call.KnownIntegers(1, "shape").Select(call.Dimension)], before = new int[x.Shape.Rank], after = new int[x.Shape.Rank];
        if (lengths.Length != axes.Length) throw call.Error($"{lengths.Length} lengths for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++)
        {
            int added = lengths[i] - x.Shape[axes[i]]; // cut towards 0 by the division, so that the smaller part is before in either case
            (before[axes[i]], after[axes[i]]) = (added / 2, added - added / 2);
        }
        return x.Pad(before, after);
    }

    /// <summary>Columns of windows [N, C * B1 * B2 ..., L] added up into pictures [N, C, D1, D2, ...].</summary>
    private static Value ColumnsToImages(NodeCall call)
    {
        var x = call[0];
        int[] image = [.. call.KnownIntegers(1, "image_shape").Select(call.Dimension)], block = [.. call.KnownIntegers(2, "block_shape").Select(call.Dimension)];
        int axes = image.Length, taps = block.Aggregate(1, (product, length) => checked(product * length));
        int[] strides = Each("strides"), dilations = Each("dilations");
        long[] pads = call.Ints("pads") ?? new long[2 * axes];
        if (x.Shape.Rank != 3 || block.Length != axes || strides.Length != axes || dilations.Length != axes || pads.Length != 2 * axes || taps == 0 || x.Shape[1] % taps != 0)
            throw call.Error($"columns {x.Shape} are not those of blocks [{string.Join(", ", block)}] on pictures [{string.Join(", ", image)}]");
        var unfolded = image.Select((length, i) => WindowTaps.Unfold(length, new Window(block[i], strides[i], call.Dimension(pads[i]), call.Dimension(pads[axes + i]), dilations[i], Fit.Floor))).ToArray();
        int[] positions = [.. unfolded.Select((along, i) => along.Outputs / block[i])];
        var blocks = x.Reshape([x.Shape[0], x.Shape[1] / taps, .. block, .. positions]);
        // Each axis' positions, then its taps.
        var windows = blocks.Transpose([0, 1, .. Enumerable.Range(0, axes).SelectMany(i => new[] { 2 + axes + i, 2 + i })]).Reshape([x.Shape[0], x.Shape[1] / taps, .. unfolded.Select(along => along.Outputs)]);
        for (int i = 0; i < axes; i++) windows = windows.Resample(2 + i, unfolded[i].Transposed);
        return windows;

        int[] Each(string name) => call.Ints(name) is { } values ? [.. values.Select(call.Dimension)] : [.. Enumerable.Repeat(1, axes)];
    }
}
