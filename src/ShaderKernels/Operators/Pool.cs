using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>What a pooling window makes of the pixels it sees.</summary>
public enum PoolKind
{
    /// <summary>The largest; padding is never chosen.</summary>
    Max,

    /// <summary>The smallest; padding is never chosen.</summary>
    Min,

    /// <summary>The mean of the pixels that are there: at the border the sum is divided by fewer.</summary>
    Average,

    /// <summary>The mean with the padding's zeros counted among the pixels (ONNX's count_include_pad).</summary>
    PaddedAverage,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The Euclidean (L2) norm, the square root of the sum of squares.</summary>
    Norm,
}

/// <summary>Joins the pixels under a moving window, each channel by itself: [N, C, H, W] to [N, C, OH, OW].</summary>
/// <param name="Kind">What a window makes of its pixels.</param>
/// <param name="Height">How the window moves down the picture.</param>
/// <param name="Width">How the window moves across the picture.</param>
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
        return [Shape.Of(x[0], x[1], Positions(Height, x[2], "high"), Positions(Width, x[3], "wide"))];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => Kind switch
    {
        PoolKind.Norm => InferShapes(inputs)[0].Count * Height.Size * Width.Size,
        PoolKind.Average or PoolKind.PaddedAverage => InferShapes(inputs)[0].Count,
        _ => 0,
    };

    /// <summary>Along one axis, by how many pixels the window divides its sum at a position; 1 where the kind is no average.</summary>
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
                throw new ShapeException($"{Name}: input {length} {axis}, window {window.Size}, padded by {window.PadBegin} and {window.PadEnd}: the window at position {i} sees only padding; pad by less than the window");
        }
        return positions;
    }
}

/// <summary>
/// The gradient of <see cref="Pool"/> with respect to its input, [N, C, InputHeight, InputWidth]. Sums and averages need only the output
/// gradient [N, C, OH, OW]; Max, Min and Norm take the pool's input, its output, and the output gradient. The gradient of an extreme goes
/// to the first pixel of the window, row by row, that holds it (the switch); that of a norm of 0 is 0.
/// </summary>
/// <param name="Kind">The pool's kind.</param>
/// <param name="Height">How the pool's window moved down.</param>
/// <param name="Width">How the pool's window moved across.</param>
/// <param name="InputHeight">The pool's input height, which the stride leaves open.</param>
/// <param name="InputWidth">The pool's input width, which the stride leaves open.</param>
public sealed record PoolGradient(PoolKind Kind, Window Height, Window Width, int InputHeight, int InputWidth) : Operator
{
    /// <inheritdoc/>
    public override string Name => $"{Kind}PoolGradient";

    /// <summary>Whether the inputs are (x, y, dy), and not just (dy).</summary>
    public bool TakesInput => Kind is PoolKind.Max or PoolKind.Min or PoolKind.Norm;

    /// <summary>The operator whose gradient this is.</summary>
    public Pool Pool => new(Kind, Height, Width);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, TakesInput ? 3 : 1, TakesInput ? 3 : 1);
        var dy = inputs[^1];
        RequireRank("output gradient", dy, 4);
        var x = Shape.Of(dy[0], dy[1], InputHeight, InputWidth);
        var expected = Pool.InferShapes([x])[0];
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}, an input of {x} needs {expected}");
        if (TakesInput && inputs[0] != x) throw new ShapeException($"{Name}: the input is {inputs[0]}, the output gradient {dy} needs {x}");
        if (TakesInput && inputs[1] != dy) throw new ShapeException($"{Name}: the output is {inputs[1]}, its gradient {dy}; they must be alike");
        return [x];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        Kind is PoolKind.Average or PoolKind.PaddedAverage or PoolKind.Norm ? inputs[^1].Count * Height.Size * Width.Size : 0;
}
