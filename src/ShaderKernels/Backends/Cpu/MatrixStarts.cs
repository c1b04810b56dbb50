using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Where the matrices of each product of a batch begin in A and B.</summary>
internal sealed class MatrixStarts
{
    private readonly int[] _lengths, _left, _right;

    public MatrixStarts(MatrixBatch batch)
    {
        Count = batch.Count;
        var loop = new StridedLoop(batch.Shape.Dimensions, [batch.LeftStrides, batch.RightStrides]);
        (_lengths, _left, _right) = (loop.Lengths, loop.Strides[0], loop.Strides[1]);
    }

    /// <summary>The number of products.</summary>
    public long Count { get; }

    /// <summary>The first elements of one product's matrices.</summary>
    public (long Left, long Right) Of(long product)
    {
        long left = 0, right = 0;
        for (int axis = _lengths.Length - 1; axis >= 0; axis--)
        {
            (product, long position) = Math.DivRem(product, _lengths[axis]);
            left += position * _left[axis];
            right += position * _right[axis];
        }
        return (left, right);
    }
}
