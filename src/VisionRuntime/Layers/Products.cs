using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Products of matrices and vectors.</summary>
public static class Products
{
    /// <summary>
    /// The matrix product as NumPy's matmul has it: [..., M, K] times [..., K, N] is [..., M, N], and leading axes broadcast. A vector on the
    /// left is a row, one on the right a column, and the axis of length 1 that this adds is not in the result.
    /// </summary>
    /// <param name="a">The left matrices, or a vector [K].</param>
    /// <param name="b">The right matrices, or a vector [K].</param>
    /// <param name="transposeA">The matrices of <paramref name="a"/> are given as [K, M]; nothing to a vector.</param>
    /// <param name="transposeB">The matrices of <paramref name="b"/> are given as [N, K]; nothing to a vector.</param>
    /// <exception cref="ShapeException">The sizes do not fit, or one of the two is a single number.</exception>
    public static Value MatMul(this Value a, Value b, bool transposeA = false, bool transposeB = false)
    {
        if (a.Shape.Rank == 0 || b.Shape.Rank == 0) throw new ShapeException($"MatMul: {a} times {b}; single numbers are multiplied elementwise, with *");
        bool row = a.Shape.Rank == 1, column = b.Shape.Rank == 1;
        var left = row ? a.Reshape([1, a.Shape[0]]) : a;
        var right = column ? b.Reshape([b.Shape[0], 1]) : b;
        var product = a.Graph.Apply(new MatMul(transposeA && !row, transposeB && !column), left, right);
        if (!row && !column) return product;
        var shape = product.Shape.Dimensions;
        return product.Reshape([.. shape[..^2], .. (row ? [] : shape[^2..^1]), .. (column ? [] : shape[^1..])]);
    }
}
