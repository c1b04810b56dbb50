using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The vector operations of products of bytes: four bytes for each 32-bit sum.</summary>
internal unsafe interface IByteSimd<TVector> where TVector : unmanaged
{
    /// <summary>The sums of a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(int value);

    static abstract TVector Load(sbyte* source);

    static abstract void Store(TVector value, int* destination);

    /// <summary>Adds to each sum the products of four unsigned bytes of x with four signed bytes of y, exactly.</summary>
    static abstract TVector Add(TVector sum, TVector x, TVector y);
}

/// <summary>AVX-VNNI, whose instruction multiplies and adds bytes directly.</summary>
internal readonly unsafe struct ByteSimdVnni : IByteSimd<Vector256<int>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(sbyte* source) => Vector256.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, int* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y) =>
        AvxVnni.MultiplyWideningAndAdd(sum, x.AsByte(), y.AsSByte());
}

/// <summary>AVX-512 without VNNI: even and odd bytes as 16-bit integers, whose products are added in pairs.</summary>
internal readonly unsafe struct ByteSimd512 : IByteSimd<Vector512<int>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(sbyte* source) => Vector512.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, int* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<int> x, Vector512<int> y)
    {
        Vector512<short> even = (y.AsInt16() << 8) >> 8, odd = y.AsInt16() >> 8;
        return sum + Avx512BW.MultiplyAddAdjacent((x & Vector512.Create(0x00FF00FF)).AsInt16(), even)
            + Avx512BW.MultiplyAddAdjacent((x.AsUInt16() >> 8).AsInt16(), odd);
    }
}

/// <summary>AVX2 without VNNI.</summary>
internal readonly unsafe struct ByteSimd256 : IByteSimd<Vector256<int>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(sbyte* source) => Vector256.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, int* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y)
    {
        Vector256<short> even = (y.AsInt16() << 8) >> 8, odd = y.AsInt16() >> 8;
        return sum + Avx2.MultiplyAddAdjacent((x & Vector256.Create(0x00FF00FF)).AsInt16(), even)
            + Avx2.MultiplyAddAdjacent((x.AsUInt16() >> 8).AsInt16(), odd);
    }
}

/// <summary>SSE2.</summary>
internal readonly unsafe struct ByteSimd128 : IByteSimd<Vector128<int>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(sbyte* source) => Vector128.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, int* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<int> x, Vector128<int> y)
    {
        Vector128<short> even = (y.AsInt16() << 8) >> 8, odd = y.AsInt16() >> 8;
        return sum + Sse2.MultiplyAddAdjacent((x & Vector128.Create(0x00FF00FF)).AsInt16(), even)
            + Sse2.MultiplyAddAdjacent((x.AsUInt16() >> 8).AsInt16(), odd);
    }
}

internal readonly unsafe struct ByteSimdScalar : IByteSimd<int>
{
    public static int Count => 1;

    public static int Broadcast(int value) => value;

    public static int Load(sbyte* source) => *(int*)source;

    public static void Store(int value, int* destination) => *destination = value;

    public static int Add(int sum, int x, int y) => sum + (byte)x * (sbyte)y + (byte)(x >> 8) * (sbyte)(y >> 8)
        + (byte)(x >> 16) * (sbyte)(y >> 16) + (byte)(x >> 24) * (sbyte)(y >> 24);
}

/// <summary>
/// Products of bytes for a tile of at most <see cref="Rows"/> rows by two vectors of columns. Rows of A are pointers to unsigned bytes, as
/// in <see cref="GatherGemm"/>; the offsets and lengths of segments count groups of four bytes. B is a panel of signed bytes in which each
/// group of four rows has its bytes side by side.
/// </summary>
internal unsafe struct ByteProducts
{
    /// <summary>The rows of a tile; sixteen registers hold its sums, two vectors of B and one of A.</summary>
    public const int Rows = 6;

    /// <summary>The columns of the widest tile.</summary>
    public const int MostColumns = 32;

    public Segment* Segments;

    public int SegmentCount;

    /// <summary>Computes the sums of a tile, with <see cref="MostColumns"/> from row to row. It calls no other method.</summary>
    /// <param name="a">Six row pointers.</param>
    /// <param name="b">The panel of B.</param>
    /// <param name="sums">The results.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Multiply<TSimd, TVector>(byte** a, sbyte* b, int* sums)
        where TSimd : struct, IByteSimd<TVector> where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0), x;
        TVector c00 = zero, c10 = zero, c20 = zero, c30 = zero, c40 = zero, c50 = zero;
        TVector c01 = zero, c11 = zero, c21 = zero, c31 = zero, c41 = zero, c51 = zero;
        Segment* end = Segments + SegmentCount;
        for (Segment* segment = Segments; segment < end; segment++)
        {
            nint from = 4 * segment->A, stop = 4 * segment->Length;
            byte* a0 = a[0] + from, a1 = a[1] + from, a2 = a[2] + from, a3 = a[3] + from, a4 = a[4] + from, a5 = a[5] + from;
            for (nint i = 0; i < stop; i += 4, b += 8 * TSimd.Count)
            {
                TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + 4 * TSimd.Count);
                x = TSimd.Broadcast(*(int*)(a0 + i)); c00 = TSimd.Add(c00, x, b0); c01 = TSimd.Add(c01, x, b1);
                x = TSimd.Broadcast(*(int*)(a1 + i)); c10 = TSimd.Add(c10, x, b0); c11 = TSimd.Add(c11, x, b1);
                x = TSimd.Broadcast(*(int*)(a2 + i)); c20 = TSimd.Add(c20, x, b0); c21 = TSimd.Add(c21, x, b1);
                x = TSimd.Broadcast(*(int*)(a3 + i)); c30 = TSimd.Add(c30, x, b0); c31 = TSimd.Add(c31, x, b1);
                x = TSimd.Broadcast(*(int*)(a4 + i)); c40 = TSimd.Add(c40, x, b0); c41 = TSimd.Add(c41, x, b1);
                x = TSimd.Broadcast(*(int*)(a5 + i)); c50 = TSimd.Add(c50, x, b0); c51 = TSimd.Add(c51, x, b1);
            }
        }
        TSimd.Store(c00, sums); TSimd.Store(c01, sums + TSimd.Count);
        sums += MostColumns; TSimd.Store(c10, sums); TSimd.Store(c11, sums + TSimd.Count);
        sums += MostColumns; TSimd.Store(c20, sums); TSimd.Store(c21, sums + TSimd.Count);
        sums += MostColumns; TSimd.Store(c30, sums); TSimd.Store(c31, sums + TSimd.Count);
        sums += MostColumns; TSimd.Store(c40, sums); TSimd.Store(c41, sums + TSimd.Count);
        sums += MostColumns; TSimd.Store(c50, sums); TSimd.Store(c51, sums + TSimd.Count);
    }
}
