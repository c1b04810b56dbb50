using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Reductions, and softmax.</summary>
internal static class ReductionFamilies
{
    public static readonly Family[] All =
    [
        .. Enum.GetValues<Reduction>().Select(kind => new Family($"{kind} over axes".ToLowerInvariant(), (g, c) =>
        {
            // Factors around 1: of a long product of small ones nothing would be left to compare.
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            return (kind == Reduction.Product ? c.Away(x, 0.7f, 1.3f) : x).Reduce(kind, c.Axes(x.Shape.Rank));
        })),
        new("product with zeros", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 3), 5)]);
            c.Give(x, random => [.. Enumerable.Range(0, (int)x.Shape.Count).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble() + 0.5)]);
            return x.Product(c.Axes(x.Shape.Rank));
        }),
        Composed("sum of squares", (x, axes) => x.SumSquare(axes)),
        Composed("L1 norm", (x, axes) => x.L1Norm(axes)),
        Composed("L2 norm", (x, axes) => x.L2Norm(axes)),
        Composed("logarithm of a sum", (x, axes) => x.LogSum(axes), positive: true),
        Composed("logarithm of a sum of exponentials", (x, axes) => x.LogSumExp(axes)),
        new("softmax", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            return g.Apply(new Softmax(c.Number(0, x.Shape.Rank - 1), c.Maybe()), c.Between(x, -4, 4));
        }),
        new("softmin", (g, c) => X(g, [.. c.Shape(c.Number(1, 4))]) is var x ? x.Softmin(c.Number(0, x.Shape.Rank - 1)) : null!),
    ];

    private static Family Composed(string name, Func<Value, int[], Value> reduction, bool positive = false) => new(name, (g, c) =>
    {
        var x = X(g, [.. c.Shape(c.Number(1, 4))]);
        return reduction(positive ? c.Between(x, 0.2f, 2) : c.Away(x), c.Axes(x.Shape.Rank));
    });
}
