using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Pooling layers over one, two and three spatial axes: [N, C, L], [N, C, H, W], [N, C, D, H, W], each channel by itself.</summary>
public static class Poolings
{
    /// <summary>Max pooling: the largest pixel under each window. Padding is never chosen.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="size">The window's length along each axis.</param>
    /// <param name="stride">The step between windows; the size, so that they do not overlap, where none is given.</param>
    /// <param name="padding">Pixels around the input: a number on each side, or a rule.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <exception cref="ShapeException">The windows do not fit the input.</exception>
    public static Value MaxPool(this Value x, int size, int? stride = null, Padding padding = default, Fit fit = Fit.Exact) => x.Pool(PoolKind.Max, size, stride, padding, fit);

    /// <summary>Average pooling: the mean of the pixels under each window. Padding is not counted.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="size">The window's length along each axis.</param>
    /// <param name="stride">The step between windows; the size, so that they do not overlap, where none is given.</param>
    /// <param name="padding">Pixels around the input: a number on each side, or a rule.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <exception cref="ShapeException">The windows do not fit the input.</exception>
    public static Value AveragePool(this Value x, int size, int? stride = null, Padding padding = default, Fit fit = Fit.Exact) => x.Pool(PoolKind.Average, size, stride, padding, fit);

    /// <summary>Pooling of any kind with the same window along each spatial axis; windows do not overlap where no stride is given.</summary>
    public static Value Pool(this Value x, PoolKind kind, int size, int? stride = null, Padding padding = default, Fit fit = Fit.Exact, int dilation = 1) =>
        x.Pool(kind, SpatialLowering.Windows(x, length => padding.Window(length, size, stride ?? size, dilation, fit)));

    /// <summary>Pooling of images of any kind, with the windows given in full.</summary>
    public static Value Pool(this Value x, PoolKind kind, Window height, Window width) => x.Pool(kind, [height, width]);

    /// <summary>Pooling of any kind, with one window a spatial axis, in the axes' order.</summary>
    /// <exception cref="ShapeException">The input has no one to three spatial axes, or the windows do not fit it.</exception>
    public static Value Pool(this Value x, PoolKind kind, IReadOnlyList<Window> windows)
    {
        SpatialLowering.RequireAxes($"{kind}Pool", x, windows);
        (x, var fitted) = SpatialLowering.Fitted(x, windows);
        var (n, c, spatial) = (x.Shape[0], x.Shape[1], x.Shape.Skip(2).ToArray());
        switch (fitted.Length)
        {
            case 1:
                var line = Apply(x.Reshape([n, c, 1, spatial[0]]), SpatialLowering.One, fitted[0]);
                return line.Reshape([n, c, line.Shape[3]]);
            case 2:
                return Apply(x, fitted[0], fitted[1]);
            default:
                // Every kind may be taken over each slice and then over the slices: a norm of norms is a norm, and at the border an axis' share of the mean's count
                // is the same in each of them.
                var slices = Apply(x.Reshape([n, c * spatial[0], spatial[1], spatial[2]]), fitted[1], fitted[2]);
                int height = slices.Shape[2], width = slices.Shape[3];
                var volume = Apply(slices.Reshape([n, c, spatial[0], height * width]), fitted[0], SpatialLowering.One);
                return volume.Reshape([n, c, volume.Shape[2], height, width]);
        }

        Value Apply(Value images, Window height, Window width) => x.Graph.Apply(new Pool(kind, height, width), images);
    }

    /// <summary>The p-norm of the pixels under each window, (sum of |x|^p)^(1/p); that of nothing but zeros has no gradient.</summary>
    /// <param name="x">Signals, images or volumes.</param>
    /// <param name="p">1 or more; 2 is <see cref="PoolKind.Norm"/>.</param>
    /// <param name="windows">One window a spatial axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is less than 1.</exception>
    public static Value NormPool(this Value x, float p, IReadOnlyList<Window> windows) =>
        RequireNorm(p) == 2 ? x.Pool(PoolKind.Norm, windows) : Root(x.Graph.Map(PowerOf(p), x).Pool(PoolKind.Sum, windows), p);

    /// <summary>The mean of each channel: [N, C, ...] to [N, C, 1, ...].</summary>
    public static Value GlobalAveragePool(this Value x) => x.Mean(Spatial(x));

    /// <summary>The largest number of each channel: [N, C, ...] to [N, C, 1, ...]. Equals share the gradient.</summary>
    public static Value GlobalMaxPool(this Value x) => x.Max(Spatial(x));

    /// <summary>The p-norm of each channel: [N, C, ...] to [N, C, 1, ...].</summary>
    public static Value GlobalNormPool(this Value x, float p = 2) => Root(x.Graph.Map(PowerOf(RequireNorm(p)), x).Sum(Spatial(x)), p);

    private static int[] Spatial(Value x) => x.Shape.Rank > 2
        ? [.. Enumerable.Range(2, x.Shape.Rank - 2)]
        : throw new ShapeException($"Global pooling: the input {x} has no spatial axes; it needs [N, C, ...]");

    private static float RequireNorm(float p) => p >= 1 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "NormPool: p must be 1 or more");

    private static Expression PowerOf(float p) => p == 2 ? Square(Input(0)) : Power(Abs(Input(0)), p);

    /// <summary>The p-th root, whose slope at 0 is taken as 0.</summary>
    private static Value Root(Value sum, float p) => sum.Graph.Map(Select(Greater(Input(0), 0), Power(Input(0), 1 / p), 0), sum);
}
