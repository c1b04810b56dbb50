using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// The products of a <see cref="MatMul"/> for kernels: their number, their size, and the strides between the matrices of A and of B. If all
/// matrices of A are multiplied by the same B they form one tall matrix, and there is one product.
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

    /// <summary>Gets the number of rows of each product.</summary>
    public int M { get; }

    /// <summary>Gets the number of columns of each product.</summary>
    public int N { get; }

    /// <summary>Gets the inner dimension.</summary>
    public int K { get; }

    /// <summary>Gets the number of products.</summary>
    public long Count { get; }

    /// <summary>Gets the leading axes of the output.</summary>
    public Shape Shape { get; }

    /// <summary>Gets the stride of each leading axis in A, in elements; 0 if A is broadcast.</summary>
    public int[] LeftStrides { get; }

    /// <summary>Gets the stride of each leading axis in B, in elements; 0 if B is broadcast.</summary>
    public int[] RightStrides { get; }
}
