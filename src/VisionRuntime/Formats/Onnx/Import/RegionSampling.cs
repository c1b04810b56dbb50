using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Operators that sample images at computed positions: spatial transformers, regions of interest, deformable convolution.
/// </summary>
internal static class RegionSampling
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("GridSample", call => call.Return(GridSample(call))),
        ("AffineGrid", call => call.Return(AffineGrid(call))),
        ("RoiAlign", call => call.Return(RoiAlign(call))),
        ("MaxRoiPool", call => call.Return(MaxRoiPool(call))),
        ("DeformConv", call => call.Return(DeformableConvolution(call))),
    ];

    /// <summary>The last axis of the grid holds x, y (and z), normalized to [-1, 1] over the image.</summary>
    private static Value GridSample(NodeCall call)
    {
        Value x = call[0], grid = call[1];
        int axes = x.Shape.Rank - 2, points = checked((int)grid.Shape.Skip(1).Take(axes).Aggregate(1L, (product, length) =>
            product * length));
        if (axes < 1 || grid.Shape.Rank != axes + 2 || grid.Shape[-1] != axes || grid.Shape[0] != x.Shape[0])
            throw call.Error($"the grid {grid.Shape} does not match {x.Shape}");
        bool align = call.Int("align_corners") != 0;
        var table = grid.Reshape([x.Shape[0], points, axes]);
        var positions = Enumerable.Range(0, axes).Select(axis =>
        {
            int length = x.Shape[axis + 2];
            var pixel = align ? (Input(0) + 1f) * ((length - 1) / 2f) : ((Input(0) + 1f) * length - 1f) * 0.5f;
            return call.Map(pixel, table.Slice(2, axes - 1 - axis, 1).Reshape([x.Shape[0], points]));
        }).ToArray();
        var mode = call.String("mode", "linear") switch
        {
            "bilinear" or "linear" => SampleMode.Linear,
            "nearest" => SampleMode.Nearest,
            "bicubic" or "cubic" => SampleMode.Cubic,
            var other => throw call.Unsupported($"in mode {other}"),
        };
        var border = call.String("padding_mode", "zeros") switch
        {
            "zeros" => SampleBorder.Zeros,
            "border" => SampleBorder.Edge,
            "reflection" => align ? SampleBorder.ReflectCenters : SampleBorder.ReflectEdges,
            var other => throw call.Unsupported($"with padding_mode {other}"),
        };
        var sampled = x.SampleAt(call.Range([x.Shape[0], 1]), positions, mode, border);
        return sampled.Transpose(0, 2, 1).Reshape([x.Shape[0], x.Shape[1], .. grid.Shape.Skip(1).Take(axes)]);
    }

    /// <summary>The position of each pixel under an affine transformation: a grid for GridSample.</summary>
    private static Value AffineGrid(NodeCall call)
    {
        var theta = call[0];
        int[] size = call.Dimensions(call.KnownIntegers(1, "size"));
        int axes = size.Length - 2;
        if (axes is not (2 or 3) || theta.Shape != Shape.Of(size[0], axes, axes + 1))
            throw call.Error($"theta {theta.Shape} does not match the size [{string.Join(", ", size)}]");
        bool align = call.Int("align_corners") != 0;
        int[] lengths = size[2..];
        int points = checked((int)lengths.Aggregate(1L, (product, length) => product * length));
        var positions = new float[checked(points * (axes + 1))];
        for (int point = 0; point < points; point++)
        {
            int rest = point;
            for (int axis = axes - 1; axis >= 0; rest /= lengths[axis], axis--)
            {
                int index = rest % lengths[axis], length = lengths[axis];
                float aligned = length == 1 ? -1 : 2f * index / (length - 1) - 1;
                positions[point * (axes + 1) + axes - 1 - axis] = align ? aligned : (2f * index + 1) / length - 1;
            }
            positions[point * (axes + 1) + axes] = 1;
        }
        return call.Graph.Constant([1, points, axes + 1], positions).MatMul(theta, transposeB: true).Reshape([size[0], .. lengths, axes]);
    }

    /// <summary>
    /// Divides regions of images into a grid of cells and takes the mean or maximum of sampled points in each (He et al. 2017).
    /// </summary>
    private static Value RoiAlign(NodeCall call)
    {
        Value x = call[0], rois = call[1], batchIndices = call[2];
        if (x.Shape.Rank != 4 || rois.Shape.Rank != 2 || rois.Shape[1] != 4 || batchIndices.Shape != Shape.Of(rois.Shape[0]))
        {
            throw call.Error($"{x.Shape}, {rois.Shape} and {batchIndices.Shape} must be images [N, C, H, W], regions [R, 4] " +
                "and batch indices [R]");
        }
        int height = call.Dimension(call.Int("output_height", 1)), width = call.Dimension(call.Int("output_width", 1));
        int ratio = call.Dimension(call.Int("sampling_ratio")), regions = rois.Shape[0];
        float scale = call.Float("spatial_scale", 1);
        string defaultMode = call.Version < 16 ? "output_half_pixel" : "half_pixel";
        bool half = call.String("coordinate_transformation_mode", defaultMode) == "half_pixel";
        if (ratio > 0) return Align(rois, batchIndices, regions, ratio, ratio);
        // A point for each pixel of a cell: their number depends on the region.
        var known = call.Known(1, "regions (sampling_ratio is 0)");
        return Join.Concatenate(0, [.. Enumerable.Range(0, regions).Select(i =>
            Align(rois.Slice(0, i, 1), batchIndices.Slice(0, i, 1), 1, Points(i, 1, height), Points(i, 0, width)))]);

        int Points(int region, int axis, int cells) => Math.Max(1, (int)MathF.Ceiling(Extent(region * 4 + axis) / cells));

        // In single precision, as on devices and in ONNX's reference implementation: the last digit may decide on one more point.
        float Extent(int start)
        {
            float length = (float)known[start + 2] * scale - (float)known[start] * scale;
            return half ? length : Math.Max(length, 1);
        }

        Value Align(Value boxes, Value images, int count, int pointsDown, int pointsAcross)
        {
            Value positionY = Along(1, height, pointsDown).Reshape([count, height * pointsDown, 1]);
            Value positionX = Along(0, width, pointsAcross).Reshape([count, 1, width * pointsAcross]);
            int rows = x.Shape[2], columns = x.Shape[3];
            var index = images.Reshape([count, 1, 1]);
            var neighbors = GridSampling.Parts(x, index, [positionY, positionX], SampleMode.Linear, SampleBorder.Edge);
            bool max = call.String("mode", "avg") == "max";
            var sampled = neighbors.Aggregate((total, part) => call.Map(max ? Max(Input(0), Input(1)) : Input(0) + Input(1), total, part));
            // Points more than one pixel outside the image are 0.
            Expression insideY = And(GreaterOrEqual(Input(0), -1), LessOrEqual(Input(0), rows));
            Expression insideX = And(GreaterOrEqual(Input(1), -1), LessOrEqual(Input(1), columns));
            var inside = call.Map(And(insideY, insideX), positionY, positionX);
            var cells = (sampled * inside.Reshape([.. inside.Shape, 1]))
                .Reshape([count, height, pointsDown, width, pointsAcross, x.Shape[1]]);
            var pooled = max ? cells.Max(2, 4) : cells.Mean(2, 4);
            return pooled.Reshape([count, height, width, x.Shape[1]]).Transpose(0, 3, 1, 2);

            Value Along(int axis, int cells, int points)
            {
                float[] steps = [.. Enumerable.Range(0, cells * points).Select(i => (i + 0.5f) / (cells * points))];
                Expression start = Input(0) * scale - (half ? 0.5f : 0), length = (Input(1) - Input(0)) * scale;
                var position = start + Input(2) * (half ? length : Max(length, 1));
                var fractions = call.Graph.Constant([1, steps.Length], steps);
                return call.Map(position, boxes.Slice(1, axis, 1), boxes.Slice(1, axis + 2, 1), fractions);
            }
        }
    }

    /// <summary>
    /// The maximum of each cell of a grid over a region, whose borders are rounded to pixels; 0 for empty cells (Girshick 2015).
    /// </summary>
    private static Value MaxRoiPool(NodeCall call)
    {
        var x = call[0];
        var rois = call.Known(1, "regions");
        int[] cells = call.Ints("pooled_shape") is { Length: 2 } shape
            ? call.Dimensions(shape)
            : throw call.Error("pooled_shape is missing or does not have two elements");
        if (x.Shape.Rank != 4 || rois.Shape.Rank != 2 || rois.Shape[1] != 5)
            throw call.Error($"{x.Shape} and {rois.Shape} must be images [N, C, H, W] and regions [R, 5]");
        double scale = call.Float("spatial_scale", 1);
        return Join.Concatenate(0, [.. Enumerable.Range(0, rois.Shape[0]).Select(Region)]);

        Value Region(int region)
        {
            var image = x.Slice(0, call.Axis((long)rois[region * 5], x.Shape[0]), 1);
            return Pooled(Pooled(image, 2, Border(2), Border(4), cells[0]), 3, Border(1), Border(3), cells[1]);

            int Border(int column) => (int)Math.Round(rois[region * 5 + column] * scale, MidpointRounding.AwayFromZero);
        }

        Value Pooled(Value image, int axis, int from, int to, int count)
        {
            double cellLength = Math.Max(to - from + 1, 1) / (double)count;
            int length = image.Shape[axis];
            return Join.Concatenate(axis, [.. Enumerable.Range(0, count).Select(cell =>
            {
                int first = Math.Clamp((int)Math.Floor(cell * cellLength) + from, 0, length);
                int end = Math.Clamp((int)Math.Ceiling((cell + 1) * cellLength) + from, 0, length);
                return end > first ? image.Slice(axis, first, end - first).Max(axis) : image.Slice(axis, 0, 1) * 0f;
            })]);
        }
    }

    /// <summary>A convolution whose taps are moved by computed offsets and scaled by a computed mask (Zhu et al. 2019).</summary>
    private static Value DeformableConvolution(NodeCall call)
    {
        Value x = call[0], filters = call[1], offset = call[2];
        if (x.Shape.Rank != 4 || filters.Shape.Rank != 4) throw call.Unsupported($"of {x.Shape}; only images [N, C, H, W] are supported");
        var windows = WindowAttributes.Of(call, x.Shape, [.. filters.Shape.Skip(2)]);
        int groups = call.Dimension(call.Int("group", 1)), offsetGroups = call.Dimension(call.Int("offset_group", 1));
        int n = x.Shape[0], taps = filters.Shape[2] * filters.Shape[3], outputs = filters.Shape[0];
        int height = windows[0].Positions(x.Shape[2], "DeformConv", "high"), width = windows[1].Positions(x.Shape[3], "DeformConv", "wide");
        int points = height * width;
        bool channelsFit = groups > 0 && outputs % groups == 0 && filters.Shape[1] * groups == x.Shape[1];
        bool offsetsFit = offsetGroups > 0 && x.Shape[1] % offsetGroups == 0
            && offset.Shape == Shape.Of(n, 2 * offsetGroups * taps, height, width);
        if (!channelsFit || !offsetsFit)
        {
            throw call.Error($"images {x.Shape}, filters {filters.Shape}, offsets {offset.Shape}, group {groups} " +
                $"and offset_group {offsetGroups} do not match");
        }
        var offsets = offset.Reshape([n, offsetGroups, taps, 2, points]);
        var mask = call.Has(4) ? call[4].Reshape([n, offsetGroups, taps * points, 1]) : null;
        int channels = x.Shape[1] / offsetGroups;
        var columns = Join.Concatenate(1, [.. Enumerable.Range(0, offsetGroups).Select(group =>
        {
            var sampled = x.Slice(1, group * channels, channels).SampleAt(call.Range([n, 1]), [Position(group, 0), Position(group, 1)]);
            if (mask is not null) sampled *= mask.Slice(1, group, 1).Reshape([n, taps * points, 1]);
            return sampled.Transpose(0, 2, 1).Reshape([n, channels * taps, points]);
        })]);
        int depth = filters.Shape[1] * taps;
        var matrices = filters.Reshape([1, groups, outputs / groups, depth]);
        var product = matrices.MatMul(columns.Reshape([n, groups, depth, points])).Reshape([n, outputs, height, width]);
        return call.Has(3) ? product + call[3].Reshape([outputs, 1, 1]) : product;

        Value Position(int group, int axis)
        {
            var window = windows[axis];
            float[] regular = [.. Enumerable.Range(0, taps * points).Select(i =>
            {
                int tap = i / points, point = i % points, position = axis == 0 ? point / width : point % width;
                int tapIndex = axis == 0 ? tap / filters.Shape[3] : tap % filters.Shape[3];
                return (float)(position * window.Stride - window.PadBegin + tapIndex * window.Dilation);
            })];
            var moved = offsets.Slice([0, group, 0, axis, 0], [n, 1, taps, 1, points]).Reshape([n, taps * points]);
            return moved + call.Graph.Constant([1, taps * points], regular);
        }
    }
}
