using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Products of matrices, batches of them and vectors.</summary>
internal static class ProductFamilies
{
    public static readonly Family[] All =
    [
        new("matrix product", (g, c) =>
        {
            int m = c.Length(17), k = c.Length(17), n = c.Length(17);
            bool left = c.Maybe(), right = c.Maybe();
            return g.Apply(new MatMul(left, right), left ? X(g, k, m) : X(g, m, k), right ? W(g, n, k) : W(g, k, n));
        }),
        new("batched matrix product", (g, c) =>
        {
            int m = c.Length(11), k = c.Length(11), n = c.Length(11);
            bool left = c.Maybe(), right = c.Maybe();
            var batch = c.Shape(c.Number(1, 3), 3);
            Value x = X(g, [.. Batch(batch, c), .. left ? [k, m] : new[] { m, k }]), w = W(g, [.. Batch(batch, c), .. right ? [n, k] : new[] { k, n }]);
            var product = new MatMul(left, right, c.OneOf(Activation.None, Activation.Relu));
            return c.Maybe() ? g.Apply(product, x, w, g.Variable("bias", [n])) : g.Apply(product, x, w);
        }),
        new("product with a vector", (g, c) =>
        {
            int k = c.Length(17);
            Shape batch = c.Shape(c.Number(0, 2), 5);
            bool vectors = c.Maybe();
            return c.Maybe() ? X(g, k).MatMul(vectors ? W(g, k) : W(g, [.. batch, k, c.Length(17)])) : X(g, vectors ? [k] : [.. batch, c.Length(17), k]).MatMul(W(g, k));
        }),
        new("fully connected", (g, c) => X(g, c.Batch(), c.Length(17)).Dense("d", c.Length(17), c.OneOf(Activation.None, Activation.Relu))),
    ];

    /// <summary>Leading axes that broadcast to the given ones: some are missing or 1.</summary>
    private static int[] Batch(Shape batch, Choices c) => [.. batch.Dimensions[c.Number(0, batch.Rank)..].ToArray().Select(length => c.Number(0, 3) == 3 ? 1 : length)];
}
