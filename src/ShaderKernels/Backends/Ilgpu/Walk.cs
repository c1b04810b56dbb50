using ILGPU;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// A nest of loops over several tensors, as numbers that kernels decode: how many loops are left, their lengths, then the strides of each tensor.
/// </summary>
internal static class Walk
{
    /// <summary>The numbers of a loop.</summary>
    public static int[] Encode(StridedLoop loop) => [loop.Lengths.Length, .. loop.Lengths, .. loop.Strides.SelectMany(strides => strides)];

    /// <summary>Where a tensor is at a step of the walk.</summary>
    /// <param name="walk">Encoded loops.</param>
    /// <param name="begin">Where they begin.</param>
    /// <param name="tensor">Which of the tensors.</param>
    /// <param name="step">How many steps from the beginning, the last loop fastest.</param>
    public static int Place(ArrayView<int> walk, int begin, int tensor, int step)
    {
        int loops = walk[begin], lengths = begin + 1, strides = lengths + loops * (tensor + 1), place = 0;
        for (int loop = loops - 1; loop >= 0; loop--)
        {
            int length = walk[lengths + loop];
            place += step % length * walk[strides + loop];
            step /= length;
        }
        return place;
    }
}
