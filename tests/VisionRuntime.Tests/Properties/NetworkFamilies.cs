using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Operators one after the other, and large ones: what a compiler fuses, lays out and lets share memory, and what a kernel splits into tiles.</summary>
internal static class NetworkFamilies
{
    public static readonly Family[] All =
    [
        new("random network", (g, c) =>
        {
            var x = X(g, c.Number(1, 3), c.OneOf(1, 3, 5, 8), c.Length(7), c.Length(7));
            // Where numbers may be equal, rounding decides which is the largest: only the input, whose numbers differ, goes under a maximum.
            List<Value> made = [c.Maybe() ? x.Pool(PoolKind.Max, PoolFamilies.Windows(c, x)).Convolution("first", 4, 1, activation: Activation.Relu) : x];
            int depth = c.Number(2, 7);
            for (int i = 0; i < depth; i++) made.Add(Step(g, c, made, $"n{i}"));
            return made[^1];
        }),
        new("large matrix product", (g, c) => (c.Number(1, 140), c.Number(1, 300), c.Number(1, 140)) is var (m, k, n) && c.Maybe() ? X(g, m, k).MatMul(W(g, k, n)) : X(g, k, m).MatMul(W(g, n, k), true, true)),
        new("large convolution", (g, c) => X(g, c.Number(1, 2), c.Number(1, 40), c.Number(3, 24), c.Number(3, 40)).Convolution("c", c.Number(1, 70), 3, c.Number(1, 2), Padding.SameUpper)),
        new("large reduction", (g, c) =>
        {
            var x = X(g, c.Number(1, 5), c.Number(1, 3000), c.Number(1, 5));
            return c.Maybe() ? x.Reduce(c.OneOf(Reduction.Sum, Reduction.Mean, Reduction.Max, Reduction.Min), c.Axes(3)) : x.LogSumExp(c.Axes(3));
        }),
        new("large softmax", (g, c) => X(g, c.Number(1, 5), c.Number(1, 3000), c.Number(1, 3)).Softmax(c.OneOf(1, 0, 2))),
        new("large gather", (g, c) =>
        {
            int length = c.Number(1, 900);
            return X(g, length, c.Length(17)).Gather(c.Whole(g.Input("indices", [c.Number(1, 900)]), 0, length - 1));
        }),
    ];

    private static Value Step(Graph graph, Choices c, List<Value> made, string name)
    {
        var x = made[^1];
        int axis = c.Number(0, 3);
        switch (c.Number(0, 18))
        {
            case 0: return x.Convolution(name, c.OneOf(1, 3, 8, 17), c.Number(1, 3), padding: Padding.Same);
            case 1: return x.Pool(c.OneOf(PoolKind.Average, PoolKind.PaddedAverage, PoolKind.Sum), PoolFamilies.Windows(c, x));
            case 2: return graph.Map(c.OneOf(Expression.Tanh(Expression.Input(0)), Activations.Swish(Expression.Input(0)), Activations.Softplus(Expression.Input(0))), x);
            case 3: return x.Transpose(c.Permutation(4));
            case 4: return x.Flip(axis);
            case 5: return x.Pad([0, 0, 1, c.Number(0, 2)], [0, c.Number(0, 1), 0, 2], c.OneOf(PaddingMode.Reflect, PaddingMode.Constant, PaddingMode.Edge));
            case 6: return x.Slice(axis, c.Number(0, x.Shape[axis] - 1) is var start ? start : 0, c.Number(1, x.Shape[axis] - start));
            case 7: return x.InstanceNormalization(name, 0.5f);
            case 8: return x.Softmax(axis);
            case 9: return x - x.Mean(c.Axes(4));
            case 10: return graph.Apply(StridedCopy.Concatenate(axis, x.Shape, x.Shape), x, x.Tanh());
            case 11: return x.Reshape([x.Shape[0], x.Shape[3], x.Shape[1], x.Shape[2]]);
            case 12: return x.Resize(c.Length(7), c.Length(7), c.OneOf(ResizeMode.Nearest, ResizeMode.Linear, ResizeMode.Cubic));
            case 13: return x.MatMul(x, transposeB: true) * (1f / x.Shape[3]);
            case 14: return x.Sum(axis).Expand(x.Shape) * 0.3f;
            case 15: return x.Gather(c.Whole(graph.Input($"{name}/indices", [c.Length(5)]), 0, x.Shape[axis] - 1), axis);
            case 16: return x.Reshape([x.Shape[0], (int)(x.Shape.Count / x.Shape[0])]).Dense(name, 12).Reshape([x.Shape[0], 3, 2, 2]);
            case 17: return x * graph.Variable($"{name}/scale", [x.Shape[1], 1, 1]) + graph.Variable($"{name}/shift", [1, x.Shape[3]]);
            default: return made.FindLast(value => value != x && value.Shape == x.Shape) is { } other ? x * 0.5f + other : x.LocalResponseNormalization(3, 1);
        }
    }
}
