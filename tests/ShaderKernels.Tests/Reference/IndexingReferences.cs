using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>Gather and scatter by their definitions with coordinates, in double precision.</summary>
public static class IndexingReferences
{
    public static double[] Gather(Gather g, HostTensor data, HostTensor indices)
    {
        var shape = g.InferShapes([data.Shape, indices.Shape])[0];
        var y = new double[shape.Count];
        for (int i = 0; i < y.Length; i++)
        {
            int[] whole = Whole(References.Place(i, shape), indices, g.Axis, data.Shape[g.Axis], g.Batched);
            y[i] = data.Values[Flat(whole, data.Shape)];
        }
        return y;
    }

    public static double[] Scatter(Scatter s, HostTensor[] inputs)
    {
        var (indices, updates) = (inputs[0], inputs[1]);
        var shape = s.InferShapes([.. inputs.Select(input => input.Shape)])[0];
        double[] y = inputs.Length == 3 ? [.. inputs[2].Values] : new double[shape.Count];
        for (int i = 0; i < updates.Values.Length; i++)
        {
            int at = Flat(Whole(References.Place(i, updates.Shape), indices, s.Axis, s.Length, s.Batched), shape);
            double update = updates.Values[i];
            y[at] = s.Kind switch
            {
                ScatterKind.Add => y[at] + update,
                ScatterKind.Assign => update,
                ScatterKind.Multiply => y[at] * update,
                ScatterKind.Max => Math.Max(y[at], update),
                ScatterKind.Min => Math.Min(y[at], update),
                _ => throw new NotSupportedException(),
            };
        }
        return y;
    }

    /// <summary>Returns the coordinates in the data of the given coordinates among the gathered rows.</summary>
    private static int[] Whole(int[] picked, HostTensor indices, int axis, int length, bool batched)
    {
        int first = batched ? 0 : axis, end = first + indices.Shape.Rank;
        double index = Math.Truncate(indices.Values[Flat(picked[first..end], indices.Shape)]);
        return [.. picked[..axis], (int)Math.Clamp(index < 0 ? index + length : index, 0, length - 1), .. picked[end..]];
    }

    private static int Flat(int[] place, Shape shape)
    {
        int flat = 0;
        for (int axis = 0; axis < place.Length; axis++) flat = flat * shape[axis] + place[axis];
        return flat;
    }
}
