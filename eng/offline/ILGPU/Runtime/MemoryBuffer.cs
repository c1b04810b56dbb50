using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>Something that belongs to an accelerator.</summary>
public abstract class AcceleratorObject : IDisposable
{
    private protected AcceleratorObject(Accelerator accelerator) => Accelerator = accelerator;

    public Accelerator Accelerator { get; }

    internal bool IsDisposed { get; private set; }

    public void Dispose()
    {
        if (!IsDisposed) Free();
        IsDisposed = true;
        GC.SuppressFinalize(this);
    }

    private protected virtual void Free() { }
}

/// <summary>Memory of an accelerator. What it holds at first is not said; here it is all ones, which no number is.</summary>
public abstract unsafe class MemoryBuffer : AcceleratorObject
{
    private void* _memory;

    private protected MemoryBuffer(Accelerator accelerator, long length, int elementSize) : base(accelerator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Length, ElementSize) = (length, elementSize);
        nuint bytes = checked((nuint)Math.Max(64, length * elementSize));
        _memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Fill(_memory, bytes, 0xff);
    }

    ~MemoryBuffer() => Free();

    public nint NativePtr => (nint)_memory;

    public long Length { get; }

    public int ElementSize { get; }

    public long LengthInBytes => Length * ElementSize;

    private protected override void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}

/// <summary>Memory seen through a view of one type.</summary>
public class MemoryBuffer<TView> : MemoryBuffer where TView : struct
{
    private protected MemoryBuffer(Accelerator accelerator, long length, int elementSize) : base(accelerator, length, elementSize) { }

    public TView View { get; private protected init; }
}

/// <summary>A line of elements in an accelerator's memory.</summary>
public class MemoryBuffer1D<T, TStride> : MemoryBuffer<ArrayView1D<T, TStride>> where T : unmanaged where TStride : struct, IStride1D
{
    internal unsafe MemoryBuffer1D(Accelerator accelerator, long length, TStride stride) : base(accelerator, length, sizeof(T)) =>
        View = new(new ArrayView<T>(this, 0, length), length, stride);

    public LongIndex1D Extent => View.Extent;

    public Index1D IntExtent => View.IntExtent;

    public ArrayView<T> AsContiguous() => View.BaseView;
}
