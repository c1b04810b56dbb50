using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>Elements that lie side by side in an accelerator's memory, of any type.</summary>
public interface IContiguousArrayView
{
    internal (nint Address, long Length) Bytes { get; }
}

/// <summary>Elements that lie side by side in an accelerator's memory.</summary>
public interface IContiguousArrayView<T> : IContiguousArrayView where T : unmanaged
{
    internal ArrayView<T> Contiguous { get; }
}

/// <summary>A stretch of elements in an accelerator's memory.</summary>
/// <remarks>Reaching outside throws <see cref="ArgumentOutOfRangeException"/> here; on a GPU it reads or writes whatever lies there.</remarks>
public readonly unsafe struct ArrayView<T> : IContiguousArrayView<T> where T : unmanaged
{
    public static readonly int ElementSize = sizeof(T);
    public static readonly ArrayView<T> Empty;

    private readonly T* _pointer;
    private readonly long _length;

    public ArrayView(MemoryBuffer source, long index, long length) : this((T*)source.NativePtr + index, length) =>
        Check(index, length, source.LengthInBytes / sizeof(T));

    internal ArrayView(T* pointer, long length)
    {
        _pointer = pointer;
        _length = length;
    }

    public bool IsValid => _pointer != null;

    public long Length => _length;

    public int IntLength => checked((int)_length);

    public long LengthInBytes => _length * sizeof(T);

    public LongIndex1D Extent => _length;

    public Index1D IntExtent => IntLength;

    public ref T this[Index1D index] => ref At(index.X);

    public ref T this[LongIndex1D index] => ref At(index.X);

    public ref T this[int index] => ref At(index);

    public ref T this[long index] => ref At(index);

    internal T* Pointer => _pointer;

    ArrayView<T> IContiguousArrayView<T>.Contiguous => this;

    (nint, long) IContiguousArrayView.Bytes => ((nint)_pointer, LengthInBytes);

    public ArrayView<T> SubView(long index) => SubView(index, _length - index);

    public ArrayView<T> SubView(int index, int subViewLength) => SubView((long)index, subViewLength);

    public ArrayView<T> SubView(long index, long subViewLength)
    {
        Check(index, subViewLength, _length);
        return new(_pointer + index, subViewLength);
    }

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view, view._length, default);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref T At(long index)
    {
        if ((ulong)index >= (ulong)_length) Outside(index, _length);
        return ref _pointer[index];
    }

    private static void Check(long index, long length, long available)
    {
        if (index < 0 || length < 0 || index + length > available)
            throw new ArgumentOutOfRangeException(nameof(index), $"ArrayView: {length} elements at {index} do not lie inside {available}");
    }

    private static void Outside(long index, long length) =>
        throw new ArgumentOutOfRangeException(nameof(index), $"ArrayView: element {index} of {length} was reached for; a GPU would have taken what lies there");
}
