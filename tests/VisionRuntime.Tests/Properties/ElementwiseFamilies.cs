using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>What is computed number by number: expressions and activations.</summary>
internal static class ElementwiseFamilies
{
    private static readonly Func<Expression, Choices, Expression>[] Curves =
    [
        (x, _) => Relu(x), (x, c) => Activations.LeakyRelu(x, c.OneOf(0.01f, 0.3f)), (x, c) => Activations.Elu(x, c.OneOf(1f, 0.5f)), (x, _) => Activations.Selu(x),
        (x, _) => Activations.Gelu(x), (x, _) => Activations.Gelu(x, exact: true), (x, _) => Activations.Softplus(x), (x, _) => Activations.Softsign(x),
        (x, c) => Activations.HardSigmoid(x, c.OneOf(0.2f, 0.7f), c.OneOf(0.5f, 0.1f)), (x, _) => Activations.HardTanh(x), (x, _) => Activations.Swish(x), (x, _) => Sigmoid(x), (x, _) => Tanh(x),
        (x, c) => Activations.Linear(x, c.OneOf(1f, -2f), c.OneOf(0f, 0.5f)), (x, c) => Activations.Celu(x, c.OneOf(1f, 2f)), (x, _) => Activations.Mish(x), (x, _) => Activations.HardSwish(x),
        (x, c) => Activations.ThresholdedRelu(x, c.OneOf(1f, 0.2f)), (x, c) => Activations.Shrink(x, c.OneOf(0.5f, 0.2f), c.OneOf(0f, 0.3f)), (x, _) => Exp(x),
    ];

    public static readonly Family[] All =
    [
        new("broadcasting arithmetic", (g, c) =>
        {
            var (a, b) = Pair(g, c);
            return c.OneOf<Func<Value>>(() => a + b, () => a - b, () => a * b, () => a * b + a, () => b - a * a, () => a / c.Between(b, 0.5f, 2), () => 1.5f - a * b + 2)();
        }),
        new("expression", (g, c) => Pair(g, c) is var (a, b) ? g.Map(DrawnExpression.Draw(c), a, b) : null!),
        // Four curves a geometry, as outputs of one map.
        new("activations", (g, c) =>
        {
            var x = c.Between(X(g, [.. c.Shape(c.Number(1, 4), 5)]), -4, 4);
            Expression[] curves = [.. Enumerable.Range(0, 4).Select(_ => c.OneOf(Curves)(Input(0), c))];
            var y = g.Apply(new Map(curves), null, [x]);
            return Both(Both(y[0], y[1]), Both(y[2], y[3]));
        }),
        new("activation after a convolution", (g, c) => c.Images(g, c.Number(1, 2), 1, 7) is var x ? g.Map(c.OneOf(Curves)(Input(0), c), x.Convolution("c", c.OneOf(1, 5), c.Number(1, 3), padding: Padding.Same)) : null!),
        new("parametric ReLU", (g, c) => X(g, [c.Batch(), c.Channels(), .. c.Shape(c.Number(0, 3), 3)]).ParametricRelu("p")),
        new("maxout", (g, c) => c.Number(1, 4) is var pieces ? X(g, [c.Batch(), pieces * c.Number(1, 5), .. c.Shape(c.Number(0, 3), 3)]).Maxout(pieces) : null!),
        new("gated linear unit", (g, c) =>
        {
            int[] shape = [.. c.Shape(c.Number(1, 4), 5)];
            int axis = c.Number(0, shape.Length - 1);
            shape[axis] *= 2;
            return X(g, shape).Glu(c.Maybe() ? axis - shape.Length : axis);
        }),
    ];

    /// <summary>Two values of which the second broadcasts to the first.</summary>
    private static (Value A, Value B) Pair(Graph graph, Choices c)
    {
        var x = c.Shape(c.Number(1, 4));
        int kept = c.Number(0, x.Rank);
        Shape w = [.. x.Dimensions[^kept..].ToArray().Select(length => c.Maybe() ? 1 : length)];
        return (X(graph, [.. x]), W(graph, [.. w]));
    }
}
