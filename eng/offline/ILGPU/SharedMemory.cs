using ILGPU.Runtime;

namespace ILGPU;

/// <summary>Memory that the threads of a group share.</summary>
public static class SharedMemory
{
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => KernelThread.Here.Share<T>(extent);

    public static ref T Allocate<T>() where T : unmanaged => ref KernelThread.Here.Share<T>(1)[0];

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent) where T : unmanaged => KernelThread.Here.Share<T>(extent.X);
}

/// <summary>Memory of one thread.</summary>
public static class LocalMemory
{
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged => LocalArena.Take<T>(extent);

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent) where T : unmanaged => LocalArena.Take<T>(extent.X);
}
