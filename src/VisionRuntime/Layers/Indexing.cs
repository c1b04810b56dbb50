using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Picking and placing by indices, with the meanings of ONNX. Indices are whole numbers held in floats; negative ones count from the end, and
/// what lies outside after that is held to the nearest end. Gradients flow through the numbers, none to the indices.
/// </summary>
public static class Indexing
{
    private const int Exact = 1 << 24;

    /// <summary>Picks along an axis with the same indices everywhere: data[..axis] + indices + data[axis+1..].</summary>
    /// <param name="data">What is picked from.</param>
    /// <param name="indices">Indices of any shape, also a single number.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    public static Value Gather(this Value data, Value indices, int axis = 0) => data.Graph.Apply(new Gather(AxisOf(data, axis, "Gather")), data, indices);

    /// <summary>
    /// Picks along an axis number by number: result[.., i, ..] = data[.., indices[.., i, ..], ..], of the indices' shape. On the other axes the
    /// indices may be shorter than the data.
    /// </summary>
    /// <param name="data">What is picked from.</param>
    /// <param name="indices">An index for each number of the result; of the data's rank.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Value GatherElements(this Value data, Value indices, int axis = 0)
    {
        axis = ElementAxis(data, indices, axis, "GatherElements");
        var region = data;
        for (int other = 0; other < data.Shape.Rank; other++)
        {
            if (other != axis) region = region.Slice(other, 0, indices.Shape[other]);
        }
        int last = data.Shape.Rank - 1;
        return Moved(data.Graph.Apply(new Gather(last, Batched: true), Moved(region, axis, last), Moved(indices, axis, last)), last, axis);
    }

    /// <summary>
    /// Picks by index tuples, which lie along the last axis of the indices: [B.., I.., d] picks from the d axes of the data after the
    /// <paramref name="batchDimensions"/> first, and gives B + I + the data's remaining axes.
    /// </summary>
    /// <param name="data">What is picked from.</param>
    /// <param name="indices">The tuples.</param>
    /// <param name="batchDimensions">How many leading axes data and indices share.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the d axes have more than 2^24 places, which floats cannot number.</exception>
    public static Value GatherND(this Value data, Value indices, int batchDimensions = 0)
    {
        int depth = TupleLength(data, indices, batchDimensions, "GatherND");
        var (rows, places) = Flattened(data, indices, batchDimensions, depth, "GatherND");
        return data.Graph.Apply(new Gather(batchDimensions, batchDimensions > 0), rows, places);
    }

    /// <summary>
    /// A copy of the data in which numbers of one axis are replaced or joined one by one: result[.., indices[.., i, ..], ..] takes
    /// updates[.., i, ..]. On the other axes indices and updates may be shorter than the data.
    /// </summary>
    /// <param name="data">What is there before.</param>
    /// <param name="indices">A place for each update; of the data's rank.</param>
    /// <param name="updates">What arrives, of the indices' shape.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="kind">What happens there; where indices repeat, Assign keeps the last.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Value ScatterElements(this Value data, Value indices, Value updates, int axis = 0, ScatterKind kind = ScatterKind.Assign)
    {
        axis = ElementAxis(data, indices, axis, "ScatterElements");
        if (updates.Shape != indices.Shape) throw new ShapeException($"ScatterElements: the updates {updates} must have the shape of the indices {indices}");
        int last = data.Shape.Rank - 1;
        var scatter = Scatter.Of(kind, last, data.Shape[axis], batched: true);
        return Within(data, 0);

        // Where indices are shorter than the data on another axis, the rest of the data is set aside and joined again.
        Value Within(Value region, int other)
        {
            if (other == data.Shape.Rank)
                return Moved(data.Graph.Apply(scatter, Moved(indices, axis, last), Moved(updates, axis, last), Moved(region, axis, last)), last, axis);
            int length = indices.Shape[other];
            if (other == axis || length == region.Shape[other]) return Within(region, other + 1);
            Value changed = Within(region.Slice(other, 0, length), other + 1), rest = region.Slice(other, length, region.Shape[other] - length);
            return data.Graph.Apply(StridedCopy.Concatenate(other, changed.Shape, rest.Shape), changed, rest);
        }
    }

    /// <summary>
    /// A copy of the data in which the places that index tuples [I.., d] point at are replaced or joined by updates of the shape I + the
    /// data's axes after the d first.
    /// </summary>
    /// <param name="data">What is there before.</param>
    /// <param name="indices">The tuples, along the last axis.</param>
    /// <param name="updates">What arrives.</param>
    /// <param name="kind">What happens there; where indices repeat, Assign keeps the last.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the d axes have more than 2^24 places, which floats cannot number.</exception>
    public static Value ScatterND(this Value data, Value indices, Value updates, ScatterKind kind = ScatterKind.Assign)
    {
        int depth = TupleLength(data, indices, 0, "ScatterND");
        var (rows, places) = Flattened(data, indices, 0, depth, "ScatterND");
        return data.Graph.Apply(Scatter.Of(kind, 0, rows.Shape[0]), places, updates, rows).Reshape(data.Shape);
    }

    /// <summary>An axis of the given length, on which one element holds a number and all others another; all of them where the index lies outside.</summary>
    /// <param name="indices">Which element it is; negative ones count from the end.</param>
    /// <param name="depth">The new axis's length.</param>
    /// <param name="axis">Where the new axis lies in the result; negative axes count from the end.</param>
    /// <param name="on">The number of the one.</param>
    /// <param name="off">The number of the others.</param>
    /// <exception cref="ShapeException">There is no such axis, or the depth is negative.</exception>
    public static Value OneHot(this Value indices, int depth, int axis = -1, float on = 1, float off = 0)
    {
        int rank = indices.Shape.Rank + 1, place = axis < 0 ? axis + rank : axis;
        if (place < 0 || place >= rank) throw new ShapeException($"OneHot: axis {axis} of a result with {rank} axes; it must be from {-rank} to {rank - 1}");
        var dimensions = indices.Shape.Dimensions;
        var spread = indices.Reshape([.. dimensions[..place], 1, .. dimensions[place..]]);
        var counted = Select(Greater(0f, Input(0)), Input(0) + depth, Input(0));
        return indices.Graph.Map(Select(Equal(counted, Input(1)), on, off), spread, Along(indices.Graph, depth, rank, place));
    }

    /// <summary>The whole numbers from 0 on along one axis of a tensor of some rank.</summary>
    internal static Value Along(Graph graph, int length, int rank, int axis) =>
        graph.Constant([.. Enumerable.Repeat(1, axis), length, .. Enumerable.Repeat(1, rank - axis - 1)], [.. Enumerable.Range(0, length).Select(i => (float)i)]);

    /// <summary>The axis, counted from the front.</summary>
    internal static int AxisOf(Value data, int axis, string what)
    {
        int counted = axis < 0 ? axis + data.Shape.Rank : axis;
        return counted >= 0 && counted < data.Shape.Rank ? counted : throw new ShapeException($"{what}: axis {axis} of {data}; it must be from {-data.Shape.Rank} to {data.Shape.Rank - 1}");
    }

    private static int ElementAxis(Value data, Value indices, int axis, string what)
    {
        axis = AxisOf(data, axis, what);
        bool fits = indices.Shape.Rank == data.Shape.Rank && Enumerable.Range(0, data.Shape.Rank).All(other => other == axis || indices.Shape[other] <= data.Shape[other]);
        return fits ? axis : throw new ShapeException($"{what}: the indices {indices} do not fit the data {data}; they must have its rank and be no longer on any axis but {axis}");
    }

    private static int TupleLength(Value data, Value indices, int batch, string what)
    {
        int depth = indices.Shape.Rank == 0 ? 0 : indices.Shape[-1];
        if (depth < 1 || batch < 0 || batch >= indices.Shape.Rank || batch + depth > data.Shape.Rank || !indices.Shape.Dimensions[..batch].SequenceEqual(data.Shape.Dimensions[..Math.Min(batch, data.Shape.Rank)]))
            throw new ShapeException($"{what}: the indices {indices} do not fit the data {data}; after {batch} dimensions in common their last axis is one index or more, at most as many as the data has axes left");
        return depth;
    }

    /// <summary>The data with the indexed axes made one, and the tuples as places on it.</summary>
    private static (Value Rows, Value Places) Flattened(Value data, Value indices, int batch, int depth, string what)
    {
        var shape = data.Shape.Dimensions;
        Shape indexed = Shape.Of(shape[batch..(batch + depth)]);
        if (indexed.Count > Exact) throw new ShapeException($"{what}: the indexed axes {indexed} of {data} have more than {Exact} places, which floats cannot number; index fewer axes at once");
        var rows = data.Reshape([.. shape[..batch], (int)indexed.Count, .. shape[(batch + depth)..]]);
        Shape places = Shape.Of(indices.Shape.Dimensions[..^1]);
        if (depth == 1) return (rows, indices.Reshape(places));
        var graph = data.Graph;
        var lengths = graph.Constant([depth], [.. indexed.Select(length => (float)length)]);
        var strides = graph.Constant([depth], [.. indexed.Strides().Select(stride => (float)stride)]);
        var counted = Select(Greater(0f, Input(0)), Input(0) + Input(1), Input(0));
        return (rows, graph.Map(Max(Min(counted, Input(1) - 1f), 0f) * Input(2), indices, lengths, strides).Sum(indices.Shape.Rank - 1).Reshape(places));
    }

    /// <summary>The axes with one of them taken out and put in elsewhere.</summary>
    private static Value Moved(Value x, int from, int to)
    {
        if (from == to) return x;
        var order = Enumerable.Range(0, x.Shape.Rank).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        return x.Transpose([.. order]);
    }
}
