namespace ShaderKernels.Operators;

/// <summary>
/// What gathering and scattering are to kernels: rows of <see cref="Inner"/> numbers lie along an axis of <see cref="Length"/>, and
/// <see cref="Count"/> of them are picked, <see cref="Outer"/> times. The whole is [Outer, Length, Inner], the picked rows are
/// [Outer, Count, Inner], the indices [Count] or, batched, [Outer, Count].
/// </summary>
internal readonly record struct IndexGeometry(int Outer, int Length, int Count, int Inner, bool Batched)
{
    /// <summary>The number of indices that there are.</summary>
    public long Indices => Batched ? (long)Outer * Count : Count;
}
