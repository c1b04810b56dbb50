using ILGPU;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// A loop nest over several tensors, encoded as integers for kernels: the number of loops, their lengths, then the strides of each tensor.
/// </summary>
internal static class LoopNest
{
    /// <summary>Encodes a loop nest.</summary>
    public static int[] Encode(StridedLoop loop) => [loop.Lengths.Length, .. loop.Lengths, .. loop.Strides.SelectMany(strides => strides)];

    /// <summary>Returns the offset of a tensor at a step of the loop nest.</summary>
    /// <param name="loops">The encoded loop nests.</param>
    /// <param name="begin">The position of the loop nest in <paramref name="loops"/>.</param>
    /// <param name="tensor">The index of the tensor.</param>
    /// <param name="step">The number of the step; the last loop is the innermost.</param>
    public static int Offset(ArrayView<int> loops, int begin, int tensor, int step)
    {
        int count = loops[begin], lengths = begin + 1, strides = lengths + count * (tensor + 1), offset = 0;
        for (int loop = count - 1; loop >= 0; loop--)
        {
            int length = loops[lengths + loop];
            offset += step % length * loops[strides + loop];
            step /= length;
        }
        return offset;
    }
}
