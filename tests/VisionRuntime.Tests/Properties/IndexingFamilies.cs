using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Picking and placing by indices, of which some are negative and some lie outside.</summary>
internal static class IndexingFamilies
{
    public static readonly Family[] All =
    [
        new("gather", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            int axis = c.Number(0, x.Shape.Rank - 1);
            bool batched = c.Maybe();
            return g.Apply(new Gather(axis, batched), x, Indices(g, c, batched ? [.. x.Shape.Take(axis), .. c.Shape(c.Number(0, 2), 5)] : c.Shape(c.Number(0, 2), 5), x.Shape[axis]));
        }),
        .. Enum.GetValues<ScatterKind>().Select(kind => new Family($"scatter {kind}".ToLowerInvariant(), (g, c) =>
        {
            var output = c.Shape(c.Number(1, 4), 5);
            int axis = c.Number(0, output.Rank - 1);
            bool batched = c.Maybe();
            Shape places = c.Shape(c.Number(0, 2), 5), before = [.. output.Take(axis)];
            var indices = Indices(g, c, batched ? [.. before, .. places] : places, output[axis]);
            Value updates = Updates(g, c, kind, [.. before, .. places, .. output.Skip(axis + 1)]), data = X(g, [.. output]);
            bool onto = kind is not (ScatterKind.Add or ScatterKind.Assign) || c.Maybe();
            var scatter = Scatter.Of(kind, axis, output[axis], batched);
            return onto ? g.Apply(scatter, indices, updates, data) : g.Apply(scatter, indices, updates) + data;
        })),
        new("gather elements", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4), 5)]);
            int axis = c.Number(0, x.Shape.Rank - 1);
            return x.GatherElements(Indices(g, c, Within(x.Shape, axis, c), x.Shape[axis]), axis - (c.Maybe() ? x.Shape.Rank : 0));
        }),
        new("scatter elements", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 3), 5)]);
            int axis = c.Number(0, x.Shape.Rank - 1);
            var (kind, shape) = (c.OneOf(Enum.GetValues<ScatterKind>()), Within(x.Shape, axis, c));
            return x.ScatterElements(Indices(g, c, shape, x.Shape[axis]), Updates(g, c, kind, shape), axis, kind);
        }),
        new("gather ND", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4), 5)]);
            int batch = c.Number(0, x.Shape.Rank - 1), depth = c.Number(1, x.Shape.Rank - batch);
            return x.GatherND(Indices(g, c, [.. x.Shape.Take(batch), .. c.Shape(c.Number(0, 2), 5), depth], 5), batch);
        }),
        new("scatter ND", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4), 5)]);
            int depth = c.Number(1, x.Shape.Rank);
            var (kind, places) = (c.OneOf(Enum.GetValues<ScatterKind>()), c.Shape(c.Number(0, 2), 5));
            return x.ScatterND(Indices(g, c, [.. places, depth], 5), Updates(g, c, kind, [.. places, .. x.Shape.Skip(depth)]), kind);
        }),
        new("embedding", (g, c) => c.Number(1, 13) is var words ? c.Whole(X(g, c.Batch(), c.Length(7)), 0, words - 1).Embedding("e", words, c.Length()) : null!),
        new("one-hot", (g, c) =>
        {
            int depth = c.Length(7), rank = c.Number(0, 3);
            return c.Whole(X(g, [.. c.Shape(rank)]), -depth - 2, depth + 1).OneHot(depth, c.Number(-rank - 1, rank), c.OneOf(1f, 3f), c.OneOf(0f, -1.5f));
        }),
        new("place of the extreme", (g, c) =>
        {
            // Few different numbers, so that there are equals to choose between.
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            x = c.Maybe() ? c.Whole(x, -2, 2) : c.Fixed(x);
            int axis = c.Number(0, x.Shape.Rank - 1);
            return c.Maybe() ? x.ArgMax(axis, c.Maybe()) : x.ArgMin(axis, c.Maybe());
        }),
    ];

    private static Value Indices(Graph graph, Choices c, Shape shape, int length) => c.Whole(graph.Input("indices", shape), -length - 2, length + 1);

    /// <summary>What arrives; a product has no gradient by it.</summary>
    private static Value Updates(Graph graph, Choices c, ScatterKind kind, Shape shape) => graph.Input("updates", shape) is var updates && kind == ScatterKind.Multiply ? c.Fixed(updates) : updates;

    /// <summary>A shape no longer than the data but on one axis.</summary>
    private static Shape Within(Shape data, int axis, Choices c) => [.. data.Select((length, i) => i == axis ? c.Length(7) : c.Maybe() ? length : c.Number(1, length))];
}
