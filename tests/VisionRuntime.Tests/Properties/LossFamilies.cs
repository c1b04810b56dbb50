using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Losses.</summary>
internal static class LossFamilies
{
    public static readonly Family[] All =
    [
        new("squared error", (g, c) => Pair(g, c) is var (x, y) ? Losses.SquaredError(x, y) : null!),
        new("Huber loss", (g, c) => Pair(g, c) is var (x, y) ? Losses.Huber(x, y, c.OneOf(1f, 0.3f)) : null!),
        new("smooth L1 loss", (g, c) => Pair(g, c) is var (x, y) ? Losses.SmoothL1(x, y, c.OneOf(1f, 0.3f)) : null!),
        new("Poisson loss", (g, c) =>
        {
            var (x, y) = Pair(g, c);
            c.Whole(y, 0, 5);
            return c.Maybe() ? Losses.Poisson(x, y) : Losses.Poisson(c.Between(x, 0.3f, 3), y, logarithms: false);
        }),
        new("Kullback-Leibler divergence", (g, c) => Pair(g, c) is var (x, y) ? Losses.KullbackLeibler(x, c.Between(y, 0.05f, 1)) : null!),
        new("binary cross-entropy", (g, c) => Pair(g, c) is var (x, y) ? Losses.BinaryCrossEntropy(c.Between(x, -5, 5), c.Between(y, 0, 1)) : null!),
        new("cross-entropy", (g, c) => Rows(g, c) is var x ? Losses.CrossEntropy(x, c.Between(W(g, [.. x.Shape]), 0, 1)) : null!),
        new("hinge loss", (g, c) => Rows(g, c) is var x ? Losses.Hinge(x, c.Whole(X(g, x.Shape[0]), 0, x.Shape[1] - 1).OneHot(x.Shape[1]), c.OneOf(1f, 0.3f)) : null!),
        new("negative log likelihood", (g, c) => Labeled(g, c, LabelLosses.NegativeLogLikelihood)),
        new("softmax cross-entropy of labels", (g, c) => Labeled(g, c, LabelLosses.SoftmaxCrossEntropy)),
    ];

    private delegate Value LabelLoss(Value scores, Value labels, Value? weights, int? ignored, LossReduction reduction);

    private static (Value Prediction, Value Target) Pair(Graph graph, Choices c) => c.Shape(c.Number(0, 3)) is var shape ? (X(graph, [.. shape]), W(graph, [.. shape])) : default;

    private static Value Rows(Graph graph, Choices c) => graph.Variable("scores", [c.Batch(), c.Length()]);

    private static Value Labeled(Graph graph, Choices c, LabelLoss loss)
    {
        int classes = c.Number(1, 7);
        var reduction = c.OneOf(LossReduction.None, LossReduction.Sum, LossReduction.Mean);
        int[] places = [.. c.Shape(c.Number(0, 2), 5)];
        var x = X(graph, [c.Number(reduction == LossReduction.Mean ? 1 : 0, 3), classes, .. places]);
        var labels = c.Fixed(graph.Input("labels", [x.Shape[0], .. places]));
        int? ignored = classes > 1 && c.Maybe() ? 0 : null;
        // Some labels are no class. The first counts for sure, or there would be no mean.
        c.Give(labels, random => [.. Enumerable.Range(0, (int)labels.Shape.Count).Select(i => (double)(i == 0 ? classes - 1 : random.Next(-1, classes + 1)))]);
        return loss(x, labels, c.Maybe() ? c.Between(W(graph, classes), 0.2f, 1) : null, ignored, reduction);
    }
}
