using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Reference;

/// <summary>Matrix products in double precision, one output at a time.</summary>
public static class MatMulReference
{
    public static double[] Run(MatMul m, HostTensor[] inputs)
    {
        var (a, b) = (m.TransposeA ? Transposed(inputs[0]) : inputs[0], m.TransposeB ? Transposed(inputs[1]) : inputs[1]);
        int rank = Math.Max(a.Shape.Rank, b.Shape.Rank), rows = a.Shape[-2], columns = b.Shape[-1], inner = a.Shape[-1];
        int[] batch = [.. Enumerable.Range(0, rank - 2).Select(axis =>
            (Length(a.Shape, rank, axis), Length(b.Shape, rank, axis)) is var (x, y) && x == 1 ? y : x)];
        var shape = Shape.Of([.. batch, rows, columns]);
        var c = new double[shape.Count];
        for (int i = 0; i < c.Length; i++)
        {
            int[] place = References.Place(i, shape);
            double sum = inputs.Length == 3 ? inputs[2].Values[place[^1]] : 0;
            for (int k = 0; k < inner; k++) sum += At(a, [.. place[..^1], k]) * At(b, [.. place[..^2], k, place[^1]]);
            c[i] = References.Activated(m, sum);
        }
        return c;
    }

    private static int Length(Shape shape, int rank, int axis) => axis < rank - shape.Rank ? 1 : shape[axis - (rank - shape.Rank)];

    private static double At(HostTensor x, int[] place)
    {
        int offset = 0;
        for (int axis = 0; axis < x.Shape.Rank; axis++)
            offset = offset * x.Shape[axis] + (x.Shape[axis] == 1 ? 0 : place[place.Length - x.Shape.Rank + axis]);
        return x.Values[offset];
    }

    private static HostTensor Transposed(HostTensor x) =>
        x.Permute([.. Enumerable.Range(0, x.Shape.Rank - 2), x.Shape.Rank - 1, x.Shape.Rank - 2]);
}
