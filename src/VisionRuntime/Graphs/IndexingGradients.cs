using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Graphs;

/// <summary>The gradient rules of gather and scatter operators. Indices have no gradient.</summary>
internal static class IndexingGradients
{
    /// <summary>Returns the gradient of a gather: elements that were gathered several times get the sum.</summary>
    public static Value?[] Gather(Gather gather, IReadOnlyList<Value> inputs, Value dy, bool[] wanted) =>
        [wanted[0] ? dy.Graph.Apply(new ScatterAdd(gather.Axis, inputs[0].Shape[gather.Axis], gather.Batched), inputs[1], dy) : null, null];

    /// <summary>Returns the gradients of a scatter of (indices, updates) or (indices, updates, base).</summary>
    public static Value?[] Scatter(Scatter scatter, IReadOnlyList<Value> inputs, Value y, Value dy, bool[] wanted)
    {
        var (graph, indices, updates) = (dy.Graph, inputs[0], inputs[1]);
        var gradients = new Value?[inputs.Count];
        bool baseWanted = inputs.Count == 3 && wanted[2];
        switch (scatter)
        {
            case ScatterAdd:
                if (wanted[1]) gradients[1] = Gathered(dy);
                if (baseWanted) gradients[2] = dy;
                break;
            case ScatterAssign:
                if (wanted[1]) gradients[1] = Gathered(dy) * Stays(scatter, indices, updates);
                if (baseWanted) gradients[2] = graph.Apply(scatter, indices, graph.Constant(Shape.Scalar, 0).Expand(updates.Shape), dy);
                break;
            case ScatterMax or ScatterMin:
            {
                // Divided equally among equal elements, like the gradient of a maximum.
                var arrived = graph.Map(Equal(Input(0), Input(1)), updates, Gathered(y));
                var stayed = graph.Map(Equal(Input(0), Input(1)), inputs[2], y);
                var share = dy / graph.Apply(new ScatterAdd(scatter.Axis, scatter.Length, scatter.Batched), indices, arrived, stayed);
                if (wanted[1]) gradients[1] = Gathered(share) * arrived;
                if (baseWanted) gradients[2] = share * stayed;
                break;
            }
            case ScatterMultiply:
                if (wanted[1])
                    throw new NotSupportedException(
                        $"{scatter.Name}: the updates have no gradient, since a product with repeated indices may be 0");
                gradients[2] = graph.Apply(scatter, indices, updates, dy);
                break;
            default:
                throw new NotSupportedException($"{scatter.Name} has no gradient rule");
        }
        return gradients;

        Value Gathered(Value from) => graph.Apply(new Gather(scatter.Axis, scatter.Batched), from, indices);
    }

    /// <summary>
    /// Returns 1 for the last update of each index, which stays, and 0 for the others, in a shape that broadcasts to the updates.
    /// </summary>
    private static Value Stays(Scatter scatter, Value indices, Value updates)
    {
        int axis = scatter.Batched ? scatter.Axis : 0;
        int tail = updates.Shape.Rank - (scatter.Batched ? 0 : scatter.Axis) - indices.Shape.Rank;
        int count = indices.Shape.Dimensions[axis..].ToArray().Aggregate(1, (product, length) => product * length);
        float[] order = [.. Enumerable.Range(0, (int)indices.Shape.Count).Select(i => (float)(i % count))];
        var positions = indices.Graph.Constant(indices.Shape, order);
        var last = indices.Graph.Apply(new ScatterAssign(axis, scatter.Length, scatter.Batched), indices, positions);
        var lastHere = indices.Graph.Apply(new Gather(axis, scatter.Batched), last, indices);
        var stays = indices.Graph.Map(Equal(Input(0), Input(1)), lastHere, positions);
        return stays.Reshape([.. indices.Shape, .. Enumerable.Repeat(1, tail)]);
    }
}
