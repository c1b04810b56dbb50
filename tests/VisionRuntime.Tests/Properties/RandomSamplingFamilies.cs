using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Layers that draw random numbers; the reference draws the same. The variable that counts the runs is checked with the output.</summary>
internal static class RandomSamplingFamilies
{
    public static readonly Family[] All =
    [
        Drawn("dropout", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            return x.Dropout("d", c.OneOf(0.5f, 0.1f, 0.9f), mask: [.. x.Shape.Select(length => c.Number(0, 3) == 3 ? 1 : length)], seed: (ulong)c.Number(0, 1000));
        }),
        Drawn("spatial dropout", (g, c) => c.Images(g, c.Number(1, 3)).SpatialDropout("d", c.OneOf(0.5f, 0.2f))),
        Drawn("randomized leaky ReLU", (g, c) => X(g, [.. c.Shape(c.Number(1, 4))]).RandomizedLeakyRelu("r", c.OneOf(0.125f, 0f), c.OneOf(0.33f, 0.9f))),
        Drawn("uniform numbers", (g, c) => X(g, [.. c.Shape(c.Number(0, 4))]) is var x ? g.RandomUniform("u", x.Shape, c.OneOf(0f, -1f), c.OneOf(1f, 3f)) * x : null!),
        Drawn("normal numbers", (g, c) => X(g, [.. c.Shape(c.Number(0, 4))]) is var x ? g.RandomNormal("n", x.Shape, c.OneOf(0f, -1f), c.OneOf(1f, 3f)) * x : null!),
    ];

    private static Family Drawn(string name, Func<Graph, Choices, Value> build) => new(name, (g, c) =>
    {
        var y = build(g, c);
        c.Whole(g.Variables[RandomSampling.CounterName].Value, c.Maybe() ? (int)RandomNumbers.CounterLimit - 2 : 0, (int)RandomNumbers.CounterLimit - 1);
        return y;
    }) { Training = true };
}
