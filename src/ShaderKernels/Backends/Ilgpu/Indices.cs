using ILGPU;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// The parameters of gather and scatter kernels: the data of <see cref="ShaderKernels.Operators.Gather"/> is [outer, Length, Inner], its
/// output [outer, Count, Inner].
/// </summary>
internal struct IndexSizes
{
    /// <summary>The length of the axis, the number of indices, and the elements per row.</summary>
    public int Length, Count, Inner;

    /// <summary>1 if the indices are batched, with different indices for each outer position; otherwise 0.</summary>
    public int Batched;
}

/// <summary>Resolves indices stored as floats.</summary>
internal static class Indices
{
    /// <summary>The row of [outer, Length] that index number <paramref name="pick"/> of [outer, Count] refers to.</summary>
    public static int Row(ArrayView<float> indices, IndexSizes s, int pick)
    {
        int outer = pick / s.Count;
        return outer * s.Length + Resolve(indices[s.Batched != 0 ? pick : pick - outer * s.Count], s.Length);
    }

    /// <summary>Resolves an index on an axis: negative indices count from the end, and indices out of range are clamped.</summary>
    private static int Resolve(float index, int length)
    {
        float end = length;
        int resolved = (int)(index > -end ? (index < end ? index : end) : -end);
        return IntrinsicMath.Min(resolved < 0 ? resolved + length : resolved, length - 1);
    }
}
