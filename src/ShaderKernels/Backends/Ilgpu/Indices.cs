using ILGPU;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>How gathering and scattering walk: <see cref="ShaderKernels.Operators.Gather"/>'s data is [outer, Length, Inner], its output [outer, Count, Inner].</summary>
public struct IndexSizes
{
    /// <summary>The axis's length, the picks along it, and the numbers in a row.</summary>
    public int Length, Count, Inner;

    /// <summary>Not 0 where each of the outer has indices of its own.</summary>
    public int Batched;
}

/// <summary>Indices as tensors hold them.</summary>
internal static class Indices
{
    /// <summary>The row of [outer, Length] that pick number <paramref name="pick"/> of [outer, Count] points at.</summary>
    public static int Row(ArrayView<float> indices, IndexSizes s, int pick)
    {
        int outer = pick / s.Count;
        return outer * s.Length + Place(indices[s.Batched != 0 ? pick : pick - outer * s.Count], s.Length);
    }

    /// <summary>The place that an index means on an axis: negative ones count from the end, others are held to the nearest end.</summary>
    private static int Place(float index, int length)
    {
        float end = length;
        int place = (int)(index > -end ? (index < end ? index : end) : -end);
        return IntrinsicMath.Min(place < 0 ? place + length : place, length - 1);
    }
}
