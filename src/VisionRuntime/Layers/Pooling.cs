using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Pooling layers over one, two or three spatial axes, [N, C, L], [N, C, H, W] or [N, C, D, H, W]; channels are pooled separately.
/// </summary>
public static class Pooling
{
    private static readonly string[] Axes = ["depth", "height", "width"];

    /// <summary>Applies max pooling; padding is never the maximum.</summary>
    /// <param name="x">The input.</param>
    /// <param name="size">The window size along each axis.</param>
    /// <param name="stride">The stride; the window size if null.</param>
    /// <param name="padding">The padding: a number of pixels on each side, or a rule.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value MaxPool(this Value x, int size, int? stride = null, Padding padding = default,
        RoundingMode rounding = RoundingMode.Exact) =>
        x.Pool(PoolKind.Max, size, stride, padding, rounding);

    /// <summary>Applies average pooling; padding is not counted.</summary>
    /// <param name="x">The input.</param>
    /// <param name="size">The window size along each axis.</param>
    /// <param name="stride">The stride; the window size if null.</param>
    /// <param name="padding">The padding: a number of pixels on each side, or a rule.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static Value AveragePool(this Value x, int size, int? stride = null, Padding padding = default,
        RoundingMode rounding = RoundingMode.Exact) =>
        x.Pool(PoolKind.Average, size, stride, padding, rounding);

    /// <summary>Applies pooling of any kind, with the same window along each spatial axis; the stride is the window size if null.</summary>
    public static Value Pool(this Value x, PoolKind kind, int size, int? stride = null, Padding padding = default,
        RoundingMode rounding = RoundingMode.Exact,
        int dilation = 1) =>
        x.Pool(kind, SpatialLowering.Windows(x, length => padding.Window(length, size, stride ?? size, dilation, rounding)));

    /// <summary>Applies pooling of any kind to images, with a window for each axis.</summary>
    public static Value Pool(this Value x, PoolKind kind, Window height, Window width) => x.Pool(kind, [height, width]);

    /// <summary>Applies pooling of any kind, with a window for each spatial axis, in the order of the axes.</summary>
    /// <exception cref="ShapeException">The input does not have one to three spatial axes, or the geometry is invalid.</exception>
    public static Value Pool(this Value x, PoolKind kind, IReadOnlyList<Window> windows)
    {
        SpatialLowering.RequireAxes($"{kind}Pool", x, windows);
        (x, var resolved) = SpatialLowering.Resolved(x, windows);
        var (n, c, spatial) = (x.Shape[0], x.Shape[1], x.Shape.Skip(2).ToArray());
        switch (resolved.Length)
        {
            case 1:
                var line = Apply(x.Reshape([n, c, 1, spatial[0]]), Window.One, resolved[0]);
                return line.Reshape([n, c, line.Shape[3]]);
            case 2:
                return Apply(x, resolved[0], resolved[1]);
            default:
                // Every kind can be applied to each slice and then across slices: a norm of norms is a norm, and at the border the count of
                // an average is the product of the counts along the axes.
                var slices = Apply(x.Reshape([n, c * spatial[0], spatial[1], spatial[2]]), resolved[1], resolved[2]);
                int height = slices.Shape[2], width = slices.Shape[3];
                var volume = Apply(slices.Reshape([n, c, spatial[0], height * width]), resolved[0], Window.One);
                return volume.Reshape([n, c, volume.Shape[2], height, width]);
        }

        Value Apply(Value images, Window height, Window width) => x.Graph.Apply(new Pool(kind, height, width), images);
    }

    /// <summary>Applies p-norm pooling, (sum of |x|^p)^(1/p) over each window. The gradient of a norm of 0 is 0.</summary>
    /// <param name="x">The input.</param>
    /// <param name="p">The order of the norm, at least 1; 2 is <see cref="PoolKind.Norm"/>.</param>
    /// <param name="windows">The window along each spatial axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is less than 1.</exception>
    public static Value NormPool(this Value x, float p, IReadOnlyList<Window> windows) => RequireNorm(p) == 2
        ? x.Pool(PoolKind.Norm, windows)
        : Root(x.Graph.Map(PowerOf(p), x).Pool(PoolKind.Sum, windows), p);

    /// <summary>Averages each channel: [N, C, ...] to [N, C, 1, ...].</summary>
    public static Value GlobalAveragePool(this Value x) => x.Mean(Spatial(x));

    /// <summary>Takes the maximum of each channel: [N, C, ...] to [N, C, 1, ...]. Equal maxima share the gradient.</summary>
    public static Value GlobalMaxPool(this Value x) => x.Max(Spatial(x));

    /// <summary>Takes the p-norm of each channel: [N, C, ...] to [N, C, 1, ...].</summary>
    public static Value GlobalNormPool(this Value x, float p = 2) => Root(x.Graph.Map(PowerOf(RequireNorm(p)), x).Sum(Spatial(x)), p);

    /// <summary>
    /// Applies max pooling and also returns the indices of the maxima (Zeiler and Fergus 2014): [N, C, H, W] to two of [N, C, OH, OW].
    /// </summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window size along each axis.</param>
    /// <param name="stride">The stride; the window size if null.</param>
    /// <param name="padding">The pixels added on each side.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    /// <returns>The maxima, and their indices h * W + w for <see cref="Unpool"/>.</returns>
    /// <exception cref="ShapeException">The geometry is invalid.</exception>
    public static (Value Maxima, Value Indices) MaxPoolWithIndices(this Value x, int size, int? stride = null, int padding = 0,
        RoundingMode rounding = RoundingMode.Exact)
    {
        var (height, width) = Window.Square(size, stride ?? size, padding, rounding);
        return x.MaxPoolWithIndices(height, width);
    }

    /// <summary>Applies max pooling and also returns the indices of the maxima, with a window for each axis.</summary>
    public static (Value Maxima, Value Indices) MaxPoolWithIndices(this Value x, Window height, Window width) =>
        (x.Graph.Apply(new Pool(PoolKind.Max, height, width), x), x.Graph.Apply(new MaxPoolIndices(height, width), x));

    /// <summary>
    /// Max unpooling: writes each element to the index that max pooling returned for it; all other elements are zero. If windows overlap
    /// and share an index, the last element is kept.
    /// </summary>
    /// <param name="x">The elements, [N, C, OH, OW].</param>
    /// <param name="indices">Their indices h * W + w, in the same shape.</param>
    /// <param name="output">The output shape, [N, C, H, W].</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    public static Value Unpool(this Value x, Value indices, Shape output)
    {
        if (x.Shape.Rank != 4 || output.Rank != 4 || indices.Shape != x.Shape || output[0] != x.Shape[0] || output[1] != x.Shape[1])
        {
            throw new ShapeException($"Unpool: {x} with indices {indices} to {output}; x and indices must have the same shape [N, C, "
                + "OH, OW], "
                + "and the output shape [N, C, H, W] the same N and C");
        }
        int planes = checked(x.Shape[0] * x.Shape[1]), windows = x.Shape[2] * x.Shape[3];
        var scatter = new ScatterAssign(1, checked(output[2] * output[3]), Batched: true);
        return x.Graph.Apply(scatter, indices.Reshape([planes, windows]), x.Reshape([planes, windows])).Reshape(output);
    }

    /// <summary>
    /// Applies weighted average pooling, with weights 1 / (1 + d) where d is the distance in pixels from the center of the window
    /// (Goodfellow et al. 2016, "Deep learning", section 9.3). Padding is not counted.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="size">The window size along each axis.</param>
    /// <param name="stride">The stride; the window size if null.</param>
    /// <param name="padding">The padding.</param>
    /// <param name="rounding">How the output size is rounded if the stride does not divide the padded input evenly.</param>
    /// <exception cref="ShapeException">The geometry is invalid, or a window covers only padding.</exception>
    public static Value DistanceWeightedAveragePool(this Value x, int size, int? stride = null, Padding padding = default,
        RoundingMode rounding = RoundingMode.Exact) =>
        x.DistanceWeightedAveragePool(SpatialLowering.Windows(x, length => padding.Window(length, size, stride ?? size, 1, rounding)));

    /// <summary>Applies weighted average pooling with a window for each spatial axis and the given weights.</summary>
    /// <param name="x">The input.</param>
    /// <param name="windows">The window along each spatial axis.</param>
    /// <param name="weight">The weight, more than 0, as a function of the distance from the center; 1 / (1 + distance) if null.</param>
    /// <exception cref="ShapeException">The geometry is invalid, or a window covers only padding.</exception>
    public static Value DistanceWeightedAveragePool(this Value x, IReadOnlyList<Window> windows, Func<double, double>? weight = null)
    {
        const string layer = "DistanceWeightedAveragePool";
        SpatialLowering.RequireAxes(layer, x, windows);
        (x, var resolved) = SpatialLowering.Resolved(x, windows);
        weight ??= distance => 1 / (1 + distance);
        int[] lengths = [.. x.Shape.Skip(2)], sizes = [.. resolved.Select(window => window.Size)];
        int[] positions =
            [.. resolved.Select((window, axis) => window.PooledPositions(lengths[axis], layer, Axes[^lengths.Length..][axis]))];
        double[] weights = [.. IndicesOf(sizes).Select(tap => weight(Math.Sqrt(tap.Select(Offset).Sum(offset => offset * offset))))];

        // Each channel is convolved as an image of its own. Windows that reach over the end see zeros there, which the division leaves out.
        var filters = x.Graph.Constant([1, 1, .. sizes], [.. weights.Select(value => (float)value)]);
        var sums = x.Reshape([x.Shape[0] * x.Shape[1], 1, .. lengths]).Convolution(filters, null, [.. resolved.Select(Overhanging)]);
        var shares = x.Graph.Constant([1, 1, .. positions],
            [.. IndicesOf(positions).Select(position => Share(resolved, lengths, sizes, weights, position))]);
        return sums.Reshape([x.Shape[0], x.Shape[1], .. positions]) * shares;

        double Offset(int tap, int axis) => (tap - (sizes[axis] - 1) / 2.0) * resolved[axis].Dilation;

        Window Overhanging(Window window, int axis)
        {
            int end = (positions[axis] - 1) * window.Stride + window.EffectiveSize - window.PadBegin;
            return window with { PadEnd = Math.Max(0, end - lengths[axis]), Rounding = RoundingMode.Floor };
        }
    }

    private static int[] Spatial(Value x) => x.Shape.Rank > 2
        ? [.. Enumerable.Range(2, x.Shape.Rank - 2)]
        : throw new ShapeException($"Global pooling: the input {x} has no spatial axes; it needs [N, C, ...]");

    private static float RequireNorm(float p) =>
        p >= 1 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "NormPool: p must be 1 or more");

    private static Expression PowerOf(float p) => p == 2 ? Square(Input(0)) : Power(Abs(Input(0)), p);

    /// <summary>The p-th root, whose derivative at 0 is taken as 0.</summary>
    private static Value Root(Value sum, float p) => sum.Graph.Map(Select(Greater(Input(0), 0), Power(Input(0), 1 / p), 0), sum);

    /// <summary>The reciprocal of the sum of the weights that lie on pixels at a position.</summary>
    private static float Share(Window[] windows, int[] lengths, int[] sizes, double[] weights, int[] position)
    {
        double sum = 0;
        foreach (var (tap, value) in IndicesOf(sizes).Zip(weights))
        {
            bool inside = true;
            for (int axis = 0; axis < tap.Length; axis++)
            {
                int at = position[axis] * windows[axis].Stride - windows[axis].PadBegin + tap[axis] * windows[axis].Dilation;
                inside &= at >= 0 && at < lengths[axis];
            }
            if (inside) sum += value;
        }
        return sum > 0 ? (float)(1 / sum) : throw new ShapeException(
            $"DistanceWeightedAveragePool: the window at position [{string.Join(", ", position)}] covers only padding; "
                + "pad by less than the window size");
    }

    /// <summary>Enumerates the indices of a tensor of the given lengths, the last axis fastest.</summary>
    private static IEnumerable<int[]> IndicesOf(int[] lengths)
    {
        long count = lengths.Aggregate(1L, (product, length) => product * length);
        for (long i = 0; i < count; i++)
        {
            var index = new int[lengths.Length];
            long rest = i;
            for (int axis = lengths.Length - 1; axis >= 0; axis--) (rest, index[axis]) = (rest / lengths[axis],
                (int)(rest % lengths[axis]));
            yield return index;
        }
    }
}
