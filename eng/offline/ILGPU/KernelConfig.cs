namespace ILGPU;

/// <summary>How many groups of how many threads a kernel is launched with.</summary>
public readonly struct KernelConfig
{
    public KernelConfig(Index1D gridDim, Index1D groupDim) : this(new Index3D(gridDim.X, 1, 1), new Index3D(groupDim.X, 1, 1)) { }

    public KernelConfig(Index2D gridDim, Index2D groupDim) : this(new Index3D(gridDim.X, gridDim.Y, 1), new Index3D(groupDim.X, groupDim.Y, 1)) { }

    public KernelConfig(Index3D gridDim, Index3D groupDim) => (GridDim, GroupDim) = (gridDim, groupDim);

    public Index3D GridDim { get; }

    public Index3D GroupDim { get; }

    public bool IsValid => GridDim.Size > 0 && GroupDim.Size > 0;

    public long Size => (long)GridDim.Size * GroupDim.Size;

    public static implicit operator KernelConfig((Index1D, Index1D) dimensions) => new(dimensions.Item1, dimensions.Item2);

    public static implicit operator KernelConfig((Index2D, Index2D) dimensions) => new(dimensions.Item1, dimensions.Item2);

    public static implicit operator KernelConfig((Index3D, Index3D) dimensions) => new(dimensions.Item1, dimensions.Item2);
}
