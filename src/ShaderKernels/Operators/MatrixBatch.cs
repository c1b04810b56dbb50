using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// The products of a <see cref="MatMul"/> as kernels see them: how many there are, how large each is, and where in A and B the matrices of
/// each begin. Where all matrices of A meet the same B they are one tall matrix, and there is one product.
/// </summary>
internal sealed class MatrixBatch
{
    public MatrixBatch(MatMul product, IReadOnlyList<Shape> inputs)
    {
        (M, N, K) = product.Sizes(inputs);
        Shape batch = product.BatchShape(inputs), left = MatMul.BatchOf(inputs[0]), right = MatMul.BatchOf(inputs[1]);
        if (right.Count == 1 && left.Count == batch.Count && !product.TransposeA)
        {
            M = checked((int)(M * batch.Count));
            batch = Shape.Scalar;
            left = right = batch;
        }
        Count = batch.Count;
        int[] leftStrides = StridedLoop.Broadcast(left, batch), rightStrides = StridedLoop.Broadcast(right, batch);
        for (int axis = 0; axis < batch.Rank; axis++)
        {
            leftStrides[axis] = checked(leftStrides[axis] * M * K);
            rightStrides[axis] = checked(rightStrides[axis] * K * N);
        }
        (Shape, LeftStrides, RightStrides) = (batch, leftStrides, rightStrides);
    }

    /// <summary>The rows and columns of each product and the length of its sums.</summary>
    public int M { get; }

    public int N { get; }

    public int K { get; }

    /// <summary>The number of products.</summary>
    public long Count { get; }

    /// <summary>The axes over which the products lie.</summary>
    public Shape Shape { get; }

    /// <summary>How far, in elements, each of those axes steps through A; 0 where A's matrices repeat.</summary>
    public int[] LeftStrides { get; }

    /// <summary>The same through B.</summary>
    public int[] RightStrides { get; }
}
