using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>
/// Normalization of every kind. Epsilons are not the smallest: of two numbers that are nearly equal the gradient is the difference of two numbers of the size of 1 / sqrt(epsilon),
/// and at 1e-5 four digits are left of it (EdgeTests has the defaults).
/// </summary>
internal static class NormalizationFamilies
{
    public static readonly Family[] All =
    [
        new("batch normalization, training", (g, c) =>
        {
            var statistics = c.Maybe() ? BatchStatistics.LastEpoch : BatchStatistics.MovingAverage(c.OneOf(0.9f, 0f, 0.99f), c.Maybe());
            var y = Images(g, c).BatchNormalization("b", c.OneOf(1e-3f, 1e-2f), statistics);
            Statistics(g, c);
            return y;
        }) { Training = true },
        new("batch normalization, inference", (g, c) =>
        {
            var y = c.Images(g, c.Number(1, 3)).BatchNormalization("b", c.OneOf(1e-5f, 1e-3f));
            Statistics(g, c);
            return y;
        }),
        new("layer normalization", (g, c) =>
        {
            var x = Spread(g, c);
            return x.LayerNormalization("n", c.Number(-x.Shape.Rank, x.Shape.Rank - 1), c.OneOf(1e-3f, 1e-2f));
        }),
        new("instance normalization", (g, c) => Images(g, c).InstanceNormalization("n", 1e-3f)),
        new("group normalization", (g, c) =>
        {
            int groups = c.Number(1, 4);
            return X(g, [c.Number(1, 3), groups * c.Length(5), .. c.Shape(c.Number(0, 3), 5)]).GroupNormalization("n", groups, 1e-3f);
        }),
        new("root mean square normalization", (g, c) =>
        {
            var x = c.Away(X(g, [.. c.Shape(c.Number(1, 4))]));
            int axis = c.Number(0, x.Shape.Rank - 1);
            return x.RootMeanSquareNormalization(W(g, [.. x.Shape.Skip(axis)]), axis);
        }),
        new("mean and variance normalization", (g, c) => Spread(g, c) is var x && c.Maybe() ? x.MeanVarianceNormalization(c.Axes(x.Shape.Rank)) : x.MeanVarianceNormalization()),
        new("L1 normalization", (g, c) => c.Away(X(g, [.. c.Shape(c.Number(1, 4))])) is var x ? x.L1Normalize(c.Number(0, x.Shape.Rank - 1)) : null!),
        new("L2 normalization", (g, c) => c.Away(X(g, [.. c.Shape(c.Number(1, 4))])) is var x ? x.L2Normalize(c.Number(0, x.Shape.Rank - 1)) : null!),
        new("local response normalization", (g, c) => c.Images(g, c.Number(1, 3)).LocalResponseNormalization(c.Number(1, 7), c.OneOf(1e-4f, 1f), c.OneOf(0.75f, 0.5f, 1f, 2f), c.OneOf(1f, 2f))),
        new("local contrast normalization", (g, c) => c.Images(g, 2, 1, 11).LocalContrastNormalization(c.OneOf(9, 1, 3, 5), c.OneOf(2.0, 0.7), c.OneOf(0.1f, 0.01f), c.Maybe())),
    ];

    private static Value Images(Graph graph, Choices c) => X(graph, [c.Number(1, 5), c.OneOf(1, 3, 5, 17), .. c.Shape(c.Number(0, 3), 5)]);

    /// <summary>No axis is 1 long: what has no variance has no gradient that a single number could hold.</summary>
    private static Value Spread(Graph graph, Choices c) => X(graph, [.. Enumerable.Range(0, c.Number(2, 4)).Select(_ => 3 + c.Number(0, 4))]);

    private static void Statistics(Graph graph, Choices c)
    {
        c.Between(graph.Variables["b/variance"].Value, 0.2f, 2);
        if (graph.Variables.TryGetValue(BatchStatistics.BatchesOfEpoch, out var batches)) c.Whole(batches.Value, 0, 5);
    }
}
