using ILGPU.Runtime;

namespace ILGPU;

/// <summary>The group that a kernel's thread belongs to.</summary>
public static class Group
{
    public static int IdxX => Index.X;

    public static int IdxY => Index.Y;

    public static int IdxZ => Index.Z;

    public static Index3D Index => KernelThread.Here.ThreadIndex;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => KernelThread.Here.Run.Config.GroupDim;

    public static int LinearIndex => IdxX + DimX * (IdxY + DimY * IdxZ);

    public static bool IsFirstThread => LinearIndex == 0;

    public static void Barrier() => KernelThread.Here.Run.Barrier();
}

/// <summary>All groups of a launch.</summary>
public static class Grid
{
    public static int IdxX => Index.X;

    public static int IdxY => Index.Y;

    public static int IdxZ => Index.Z;

    public static Index3D Index => KernelThread.Here.GroupIndex;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => KernelThread.Here.Run.Config.GridDim;

    public static Index3D GlobalIndex => new(IdxX * Group.DimX + Group.IdxX, IdxY * Group.DimY + Group.IdxY, IdxZ * Group.DimZ + Group.IdxZ);
}
