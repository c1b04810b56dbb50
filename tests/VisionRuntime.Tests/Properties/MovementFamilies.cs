using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>What moves numbers without computing.</summary>
internal static class MovementFamilies
{
    public static readonly Family[] All =
    [
        new("transpose", (g, c) => c.Number(1, 5) is var rank ? X(g, [.. c.Shape(rank, 5)]).Transpose(c.Permutation(rank)) : null!),
        new("slice", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4), 11)]);
            int[] starts = new int[x.Shape.Rank], lengths = new int[x.Shape.Rank], steps = new int[x.Shape.Rank];
            for (int axis = 0; axis < starts.Length; axis++)
            {
                int step = c.OneOf(1, 2, 3), length = x.Shape[axis], start = c.Number(0, length - 1);
                bool backwards = c.Maybe();
                lengths[axis] = c.Number(1, (backwards ? start : length - 1 - start) / step + 1);
                (starts[axis], steps[axis]) = (start, backwards ? -step : step);
            }
            return g.Apply(StridedCopy.Slice(x.Shape, starts, lengths, steps), x);
        }),
        new("pad with a constant", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            int[] before = [.. x.Shape.Select(_ => c.Number(0, 3))], after = [.. x.Shape.Select(_ => c.Number(0, 3))];
            return g.Apply(StridedCopy.Pad(x.Shape, before, after, c.OneOf(0f, 1.5f)), x);
        }),
        .. new[] { PaddingMode.Constant, PaddingMode.Reflect, PaddingMode.Edge, PaddingMode.Wrap }.Select(mode => new Family($"{mode} padding and cropping".ToLowerInvariant(), (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            int[] before = [.. x.Shape.Select(length => c.Number(Math.Max(-2, 1 - length), length + 2))], after = [.. x.Shape.Select((length, axis) => c.Number(Math.Max(-2, 1 - length - before[axis]), 3))];
            return x.Pad(before, after, mode, c.OneOf(0f, 1.5f));
        })),
        new("concatenate", (g, c) =>
        {
            var shape = c.Shape(c.Number(1, 4));
            int axis = c.Number(0, shape.Rank - 1);
            int[] other = [.. shape];
            other[axis] = c.Length(5);
            Value x = X(g, [.. shape]), w = W(g, other);
            return g.Apply(StridedCopy.Concatenate(axis, x.Shape, w.Shape, x.Shape), x, w, x);
        }),
        new("flip", (g, c) => X(g, [.. c.Shape(c.Number(1, 4))]) is var x ? x.Flip(c.Axes(x.Shape.Rank)) : null!),
        new("tile", (g, c) => X(g, [.. c.Shape(c.Number(1, 4), 5)]) is var x ? x.Tile([.. x.Shape.Select(_ => c.Number(1, 3))]) : null!),
        new("reshape", (g, c) => X(g, [.. c.Shape(c.Number(1, 4), 5)]) is var x ? x.Transpose(c.Permutation(x.Shape.Rank)).Reshape([(int)x.Shape.Count, 1]) * W(g, 2) : null!),
        new("expand", (g, c) =>
        {
            var shape = c.Shape(c.Number(1, 4), 5);
            int kept = c.Number(1, shape.Rank);
            return X(g, [.. shape.Dimensions[^kept..].ToArray().Select(length => c.Maybe() ? 1 : length)]).Expand(shape);
        }),
    ];
}
