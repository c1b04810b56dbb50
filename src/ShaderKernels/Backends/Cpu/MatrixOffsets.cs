using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The offsets of the matrices of each product of a batch in A and B.</summary>
internal sealed class MatrixOffsets
{
    private readonly int[] _lengths, _left, _right;

    public MatrixOffsets(MatrixBatch batch)
    {
        Count = batch.Count;
        var loop = new StridedLoop(batch.Shape.Dimensions, [batch.LeftStrides, batch.RightStrides]);
        (_lengths, _left, _right) = (loop.Lengths, loop.Strides[0], loop.Strides[1]);
    }

    /// <summary>The number of products.</summary>
    public long Count { get; }

    /// <summary>The offsets of the matrices of one product.</summary>
    public (long Left, long Right) Get(long product)
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
