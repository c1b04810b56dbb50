using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Every operator and layer that has properties, in the order of the table of results.</summary>
public static class Families
{
    public static readonly Family[] All =
    [
        .. ConvolutionFamilies.All,
        .. PoolFamilies.All,
        new("matrix product", (g, c) =>
        {
            int m = c.Length(17), k = c.Length(17), n = c.Length(17);
            bool left = c.Maybe(), right = c.Maybe();
            return g.Apply(new MatMul(left, right), left ? X(g, k, m) : X(g, m, k), right ? W(g, n, k) : W(g, k, n));
        }),
        new("fully connected", (g, c) => X(g, c.Batch(), c.Length(17)).Dense("d", c.Length(17), c.OneOf(Activation.None, Activation.Relu))),
        new("reductions", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            return x.Reduce(c.OneOf(Reduction.Sum, Reduction.Mean, Reduction.Max, Reduction.Min), c.Axes(x.Shape.Rank));
        }),
        new("softmax", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            return g.Apply(new Softmax(c.Number(0, x.Shape.Rank - 1), c.Maybe()), x);
        }),
        new("broadcasting arithmetic", (g, c) =>
        {
            var x = c.Shape(c.Number(1, 4));
            int kept = c.Number(1, x.Rank);
            var w = Shape.Of([.. x.Dimensions[^kept..].ToArray().Select(length => c.Maybe() ? 1 : length)]);
            Value a = X(g, [.. x]), b = W(g, [.. w]);
            return c.OneOf<Func<Value>>(() => a + b, () => a - b, () => a * b, () => a * b + a, () => b - a * a)();
        }),
        .. MovementFamilies.All,
    ];
}
