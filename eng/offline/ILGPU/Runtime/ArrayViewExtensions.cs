using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>Copies between the host and an accelerator's memory.</summary>
public static class ArrayViewExtensions
{
    public static void MemSetToZero<TView>(this TView view) where TView : IContiguousArrayView => Clear(view.Bytes);

    public static unsafe void MemSetToZero<T>(this ArrayView1D<T, Stride1D.Dense> view) where T : unmanaged => Clear(((nint)view.BaseView.Pointer, view.LengthInBytes));

    public static void CopyFromCPU<T, TView>(this TView target, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> =>
        Fill(target.Contiguous, ref cpuData, length);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> target, ref T cpuData, long length) where T : unmanaged =>
        Fill(target.BaseView, ref cpuData, length);

    public static void CopyFromCPU<T>(this ArrayView<T> view, T[] data) where T : unmanaged =>
        Fill(view, ref MemoryMarshal.GetArrayDataReference(data), data.Length);

    public static void CopyFromCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data) where T : unmanaged => view.BaseView.CopyFromCPU(data);

    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data) where T : unmanaged => buffer.View.CopyFromCPU(data);

    public static void CopyToCPU<T, TView>(this TView source, ref T cpuData, long length) where T : unmanaged where TView : IContiguousArrayView<T> =>
        Take(source.Contiguous, ref cpuData, length);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> source, ref T cpuData, long length) where T : unmanaged =>
        Take(source.BaseView, ref cpuData, length);

    public static void CopyToCPU<T>(this ArrayView<T> view, T[] data) where T : unmanaged =>
        Take(view, ref MemoryMarshal.GetArrayDataReference(data), data.Length);

    public static void CopyToCPU<T>(this ArrayView1D<T, Stride1D.Dense> view, T[] data) where T : unmanaged => view.BaseView.CopyToCPU(data);

    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data) where T : unmanaged => buffer.View.CopyToCPU(data);

    public static T[] GetAsArray1D<T>(this ArrayView1D<T, Stride1D.Dense> view) where T : unmanaged
    {
        var result = new T[view.Length];
        view.CopyToCPU(result);
        return result;
    }

    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer) where T : unmanaged => buffer.View.GetAsArray1D();

    private static unsafe void Clear((nint Address, long Length) bytes) => NativeMemory.Clear((void*)bytes.Address, (nuint)bytes.Length);

    private static unsafe void Fill<T>(ArrayView<T> target, ref T source, long length) where T : unmanaged
    {
        Check(length, target.Length);
        fixed (T* from = &source) Buffer.MemoryCopy(from, target.Pointer, length * sizeof(T), length * sizeof(T));
    }

    private static unsafe void Take<T>(ArrayView<T> source, ref T target, long length) where T : unmanaged
    {
        Check(length, source.Length);
        fixed (T* to = &target) Buffer.MemoryCopy(source.Pointer, to, length * sizeof(T), length * sizeof(T));
    }

    private static void Check(long length, long available)
    {
        if (length < 0 || length > available) throw new ArgumentOutOfRangeException(nameof(length), $"{length} elements do not lie inside a view of {available}");
    }
}
