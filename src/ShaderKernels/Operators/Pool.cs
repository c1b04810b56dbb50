using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The kinds of pooling.</summary>
public enum PoolKind
{
    /// <summary>The maximum; padding is never the maximum.</summary>
    Max,

    /// <summary>The minimum; padding is never the minimum.</summary>
    Min,

    /// <summary>The mean of the pixels inside the image; padding is not counted.</summary>
    Average,

    /// <summary>The mean including the zeros of the padding (count_include_pad in PyTorch and ONNX).</summary>
    PaddedAverage,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The L2 norm, the square root of the sum of squares.</summary>
    Norm,
}

/// <summary>Pools each channel of images separately: [N, C, H, W] to [N, C, OH, OW].</summary>
/// <param name="Kind">The kind of pooling.</param>
/// <param name="Height">The window along the height.</param>
/// <param name="Width">The window along the width.</param>
public sealed record Pool(PoolKind Kind, Window Height, Window Width) : Operator
{
    /// <inheritdoc/>
    public override string Name => $"{Kind}Pool";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        var x = inputs[0];
        RequireRank("input", x, 4);
        return [Shape.Of(x[0], x[1], Positions(Height, x[2], "height"), Positions(Width, x[3], "width"))];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => Kind switch
    {
        PoolKind.Norm => InferShapes(inputs)[0].Count * Height.Size * Width.Size,
        PoolKind.Average or PoolKind.PaddedAverage => InferShapes(inputs)[0].Count,
        _ => 0,
    };

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => !batched.Contains(false);

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) => (Height, Width);

    /// <inheritdoc/>
    /// <remarks>
    /// Only sums, norms and averages that count their padding cannot tell zeros from padding, and only windows that do not overhang the
    /// padding, whose end would move.
    /// </remarks>
    public override Operator? WithPadding(Border border)
    {
        if (Kind is not (PoolKind.Sum or PoolKind.Norm or PoolKind.PaddedAverage) || Overhangs(Height) || Overhangs(Width)) return null;
        return this with { Height = Height.Padded(border.Top, border.Bottom), Width = Width.Padded(border.Left, border.Right) };

        static bool Overhangs(Window window) => window.Rounding is not (RoundingMode.Exact or RoundingMode.Floor);
    }

    /// <summary>Gets the number of pixels along one axis by which an average is divided at a position; 1 for other kinds.</summary>
    internal int Divisor(Window window, int position, int length)
    {
        var (first, end) = window.Taps(position, length);
        return Kind switch { PoolKind.Average => end - first, PoolKind.PaddedAverage => window.PaddedTaps(position, length), _ => 1 };
    }

    private int Positions(Window window, int length, string axis)
    {
        int positions = window.PooledPositions(length, Name, axis);
        if (Kind is PoolKind.PaddedAverage or PoolKind.Sum or PoolKind.Norm) return positions;
        for (int i = 0; i < positions; i++)
        {
            var (first, end) = window.Taps(i, length);
            if (first == end)
                throw new ShapeException($"{Name}: the window at position {i} along the {axis} covers only padding (length {length}, "
                    + $"window size {window.Size}, padding {window.PadBegin} and {window.PadEnd}); pad by less than the window size");
        }
        return positions;
    }
}

/// <summary>
/// The gradient of <see cref="Pool"/> with respect to its input, [N, C, InputHeight, InputWidth]. Sums and averages need only the output
/// gradient [N, C, OH, OW]; Max, Min and Norm take the input and output of the pooling and the output gradient. The first of equal maxima
/// or minima, row by row, receives the gradient; the gradient of a norm of 0 is 0.
/// </summary>
/// <param name="Kind">The kind of pooling.</param>
/// <param name="Height">The window along the height.</param>
/// <param name="Width">The window along the width.</param>
/// <param name="InputHeight">The input height of the pooling, which does not follow from the output height if the stride is not 1.</param>
/// <param name="InputWidth">The input width of the pooling.</param>
public sealed record PoolGradient(PoolKind Kind, Window Height, Window Width, int InputHeight, int InputWidth) : Operator
{
    /// <inheritdoc/>
    public override string Name => $"{Kind}PoolGradient";

    /// <summary>Gets whether the inputs are (x, y, dy) rather than (dy).</summary>
    public bool TakesInput => Kind is PoolKind.Max or PoolKind.Min or PoolKind.Norm;

    /// <summary>Gets the pooling operator whose gradient this is.</summary>
    public Pool Pool => new(Kind, Height, Width);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, TakesInput ? 3 : 1, TakesInput ? 3 : 1);
        var dy = inputs[^1];
        RequireRank("output gradient", dy, 4);
        var x = Shape.Of(dy[0], dy[1], InputHeight, InputWidth);
        var expected = Pool.InferShapes([x])[0];
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}; for an input of {x} it must be {expected}");
        if (TakesInput && inputs[0] != x) throw new ShapeException($"{Name}: the input is {inputs[0]}; "
            + $"for the output gradient {dy} it must be {x}");
        if (TakesInput && inputs[1] != dy) throw new ShapeException($"{Name}: the output is {inputs[1]} and its gradient {dy}; "
            + "they must have the same shape");
        return [x];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        Kind is PoolKind.Average or PoolKind.PaddedAverage or PoolKind.Norm ? inputs[^1].Count * Height.Size * Width.Size : 0;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => !batched.Contains(false);
}
