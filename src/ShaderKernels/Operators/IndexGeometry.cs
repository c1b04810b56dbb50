namespace ShaderKernels.Operators;

/// <summary>
/// The geometry of gathering and scattering for kernels: the data is [Outer, Length, Inner], the gathered rows are [Outer, Count, Inner],
/// and the indices [Count] or, if batched, [Outer, Count].
/// </summary>
internal readonly record struct IndexGeometry(int Outer, int Length, int Count, int Inner, bool Batched)
{
    /// <summary>Gets the number of indices.</summary>
    public long Indices => Batched ? (long)Outer * Count : Count;
}
