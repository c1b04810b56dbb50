using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Gathering and scattering by indices, as ONNX defines them. Indices are integers stored as floats; negative indices count from the end,
/// and indices outside the axis are clamped to it. Gradients are propagated to the data and updates, not to the indices.
/// </summary>
public static class Indexing
{
    private const int LargestIndex = 1 << 24;

    /// <summary>Gathers slices along an axis: the output shape is data[..axis] + indices + data[axis+1..].</summary>
    /// <param name="data">The input.</param>
    /// <param name="indices">The indices, of any shape.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <exception cref="ShapeException">The axis does not exist or is empty.</exception>
    public static Value Gather(this Value data, Value indices, int axis = 0) =>
        data.Graph.Apply(new Gather(AxisOf(data, axis, "Gather")), data, indices);

    /// <summary>
    /// Gathers single elements along an axis: result[.., i, ..] = data[.., indices[.., i, ..], ..], in the shape of the indices, which may
    /// be shorter than the data on the other axes.
    /// </summary>
    /// <param name="data">The input.</param>
    /// <param name="indices">One index for each element of the result, with the rank of the data.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
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
    /// Gathers slices by index tuples, which lie along the last axis of the indices: [B.., I.., d] indexes the d axes of the data after the
    /// first <paramref name="batchDimensions"/>; the output shape is B + I + the remaining axes of the data.
    /// </summary>
    /// <param name="data">The input.</param>
    /// <param name="indices">The index tuples.</param>
    /// <param name="batchDimensions">The number of leading axes shared by data and indices.</param>
    /// <exception cref="ShapeException">
    /// The shapes do not match, or the d axes have more than 2^24 elements, which a float cannot index.
    /// </exception>
    public static Value GatherND(this Value data, Value indices, int batchDimensions = 0)
    {
        int depth = TupleLength(data, indices, batchDimensions, "GatherND");
        var (rows, places) = Flattened(data, indices, batchDimensions, depth, "GatherND");
        return data.Graph.Apply(new Gather(batchDimensions, batchDimensions > 0), rows, places);
    }

    /// <summary>
    /// Copies the data and writes or combines single elements along an axis: result[.., indices[.., i, ..], ..] receives updates[.., i,
    /// ..]. On the other axes indices and updates may be shorter than the data.
    /// </summary>
    /// <param name="data">The data to copy.</param>
    /// <param name="indices">One index for each update, with the rank of the data.</param>
    /// <param name="updates">The updates, in the shape of the indices.</param>
    /// <param name="axis">The axis; negative axes count from the end.</param>
    /// <param name="kind">How updates are combined with the data; with Assign, the last of equal indices is kept.</param>
    /// <exception cref="ShapeException">The shapes do not match.</exception>
    public static Value ScatterElements(this Value data, Value indices, Value updates, int axis = 0, ScatterKind kind = ScatterKind.Assign)
    {
        axis = ElementAxis(data, indices, axis, "ScatterElements");
        if (updates.Shape != indices.Shape) throw new ShapeException($"ScatterElements: the updates {updates} must have the shape of the "
            + $"indices {indices}");
        int last = data.Shape.Rank - 1;
        var scatter = Scatter.Of(kind, last, data.Shape[axis], batched: true);
        return Within(data, 0);

        // If indices are shorter than the data on another axis, the rest of the data is split off and concatenated again.
        Value Within(Value region, int other)
        {
            if (other == data.Shape.Rank)
                return Moved(data.Graph.Apply(scatter, Moved(indices, axis, last), Moved(updates, axis, last), Moved(region, axis, last)),
                    last, axis);
            int length = indices.Shape[other];
            if (other == axis || length == region.Shape[other]) return Within(region, other + 1);
            Value changed = Within(region.Slice(other, 0, length), other + 1),
                rest = region.Slice(other, length, region.Shape[other] - length);
            return data.Graph.Apply(StridedCopy.Concatenate(other, changed.Shape, rest.Shape), changed, rest);
        }
    }

    /// <summary>
    /// Copies the data and writes or combines the slices that the index tuples [I.., d] point at; the updates have the shape I + the axes
    /// of the data after the first d.
    /// </summary>
    /// <param name="data">The data to copy.</param>
    /// <param name="indices">The index tuples, along the last axis.</param>
    /// <param name="updates">The updates.</param>
    /// <param name="kind">How updates are combined with the data; with Assign, the last of equal indices is kept.</param>
    /// <exception cref="ShapeException">
    /// The shapes do not match, or the d axes have more than 2^24 elements, which a float cannot index.
    /// </exception>
    public static Value ScatterND(this Value data, Value indices, Value updates, ScatterKind kind = ScatterKind.Assign)
    {
        int depth = TupleLength(data, indices, 0, "ScatterND");
        var (rows, places) = Flattened(data, indices, 0, depth, "ScatterND");
        return data.Graph.Apply(Scatter.Of(kind, 0, rows.Shape[0]), places, updates, rows).Reshape(data.Shape);
    }

    /// <summary>One-hot encodes indices along a new axis; an index outside it gives only off values.</summary>
    /// <param name="indices">The indices; negative indices count from the end.</param>
    /// <param name="depth">The length of the new axis.</param>
    /// <param name="axis">The position of the new axis in the result; negative axes count from the end.</param>
    /// <param name="on">The value at the index.</param>
    /// <param name="off">The value elsewhere.</param>
    /// <exception cref="ShapeException">The axis is out of range, or the depth is negative.</exception>
    public static Value OneHot(this Value indices, int depth, int axis = -1, float on = 1, float off = 0)
    {
        int rank = indices.Shape.Rank + 1, place = axis < 0 ? axis + rank : axis;
        if (place < 0 || place >= rank) throw new ShapeException($"OneHot: axis {axis} of a result with {rank} axes; "
            + $"it must be from {-rank} to {rank - 1}");
        var dimensions = indices.Shape.Dimensions;
        var spread = indices.Reshape([.. dimensions[..place], 1, .. dimensions[place..]]);
        var counted = Select(Greater(0f, Input(0)), Input(0) + depth, Input(0));
        return indices.Graph.Map(Select(Equal(counted, Input(1)), on, off), spread, Along(indices.Graph, depth, rank, place));
    }

    /// <summary>Creates a constant with the integers from 0 along one axis of the given rank.</summary>
    internal static Value Along(Graph graph, int length, int rank, int axis) =>
        graph.Constant([.. Enumerable.Repeat(1, axis), length, .. Enumerable.Repeat(1, rank - axis - 1)],
            [.. Enumerable.Range(0, length).Select(i => (float)i)]);

    /// <summary>Converts a negative axis and checks its range.</summary>
    internal static int AxisOf(Value data, int axis, string what)
    {
        int counted = axis < 0 ? axis + data.Shape.Rank : axis;
        return counted >= 0 && counted < data.Shape.Rank ? counted
            : throw new ShapeException($"{what}: axis {axis} of {data}; it must be from {-data.Shape.Rank} to {data.Shape.Rank - 1}");
    }

    private static int ElementAxis(Value data, Value indices, int axis, string what)
    {
        axis = AxisOf(data, axis, what);
        bool fits = indices.Shape.Rank == data.Shape.Rank
            && Enumerable.Range(0, data.Shape.Rank).All(other => other == axis || indices.Shape[other] <= data.Shape[other]);
        return fits ? axis : throw new ShapeException($"{what}: the indices {indices} do not match the data {data}; "
            + $"they must have its rank and not be longer on any axis but {axis}");
    }

    private static int TupleLength(Value data, Value indices, int batch, string what)
    {
        int depth = indices.Shape.Rank == 0 ? 0 : indices.Shape[-1];
        if (depth < 1 || batch < 0 || batch >= indices.Shape.Rank || batch + depth > data.Shape.Rank
            || !indices.Shape.Dimensions[..batch].SequenceEqual(data.Shape.Dimensions[..Math.Min(batch, data.Shape.Rank)]))
            throw new ShapeException($"{what}: the indices {indices} do not match the data {data}; "
                + $"both must begin with the same {batch} dimensions, and the last axis of the indices must have a length from 1 to the "
                + "number of remaining axes of the data");
        return depth;
    }

    /// <summary>Flattens the indexed axes of the data into one, and the index tuples into indices on it.</summary>
    private static (Value Rows, Value Places) Flattened(Value data, Value indices, int batch, int depth, string what)
    {
        var shape = data.Shape.Dimensions;
        Shape indexed = Shape.Of(shape[batch..(batch + depth)]);
        if (indexed.Count > LargestIndex) throw new ShapeException($"{what}: the indexed axes {indexed} of {data} have more than "
            + $"{LargestIndex} elements, which a float cannot index; index fewer axes at once");
        var rows = data.Reshape([.. shape[..batch], (int)indexed.Count, .. shape[(batch + depth)..]]);
        Shape places = Shape.Of(indices.Shape.Dimensions[..^1]);
        if (depth == 1) return (rows, indices.Reshape(places));
        var graph = data.Graph;
        var lengths = graph.Constant([depth], [.. indexed.Select(length => (float)length)]);
        var strides = graph.Constant([depth], [.. indexed.Strides().Select(stride => (float)stride)]);
        var counted = Select(Greater(0f, Input(0)), Input(0) + Input(1), Input(0));
        return (rows, graph.Map(Max(Min(counted, Input(1) - 1f), 0f) * Input(2), indices, lengths, strides).Sum(indices.Shape.Rank - 1)
            .Reshape(places));
    }

    /// <summary>Moves one axis to another position.</summary>
    private static Value Moved(Value x, int from, int to)
    {
        if (from == to) return x;
        var order = Enumerable.Range(0, x.Shape.Rank).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        return x.Transpose([.. order]);
    }
}

/// <summary>Embedding layers.</summary>
public static class Embeddings
{
    /// <summary>
    /// Applies an embedding layer, which maps each index to a row of a learned table: [...] to [..., dimensions]. The initial values are
    /// uniform in ±0.25, as in Kim 2014.
    /// </summary>
    /// <param name="words">The word indices, from 0.</param>
    /// <param name="name">The name of the layer. Its variable is name/table [vocabulary, dimensions].</param>
    /// <param name="vocabulary">The number of words.</param>
    /// <param name="dimensions">The length of each embedding.</param>
    /// <exception cref="ShapeException">The vocabulary is empty.</exception>
    public static Value Embedding(this Value words, string name, int vocabulary, int dimensions) =>
        words.Graph.Variable($"{name}/table", [vocabulary, dimensions], Uniform, role: VariableRole.Weight).Gather(words);

    private static float[] Uniform(Shape shape, Random random) =>
        [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() * 0.5f - 0.25f)];
}
